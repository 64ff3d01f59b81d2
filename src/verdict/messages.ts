/** Names of the `{{placeholders}}` in a message, read from its text by the compiler. */
export type Holes<Text extends string> = Text extends `${string}{{${infer Name}}}${infer Rest}`
  ? Name | Holes<Rest>
  : never;

export type Messages = { readonly [id: string]: string };

/** The `data` a message needs: exactly its placeholders. */
export type MessageData<Text extends string> = [Holes<Text>] extends [never]
  ? { readonly data?: undefined }
  : { readonly data: { readonly [hole in Holes<Text>]: string } };

/** The sentence a person reads: the message with its placeholders filled. */
export function fill(message: string, data: { readonly [hole: string]: string }): string {
  return message.replace(/\{\{(\w+)\}\}/g, (hole, name: string) => data[name] ?? hole);
}
