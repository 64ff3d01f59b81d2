export const ms = (time) =>
  time < 10
    ? `${time.toFixed(time < 0.1 ? 3 : 1)} ms`
    : time < 10_000
      ? `${Math.round(time)} ms`
      : `${(time / 1000).toFixed(1)} s`;
export const times = (factor) => `${factor.toFixed(2)} ×`;
export const percent = (share) => `${share < 0 ? "−" : "+"}${Math.abs(share * 100).toFixed(1)} %`;
export const row = (...cells) => `| ${cells.join(" | ")} |`;
