import { describe, expect, it } from "vitest";
import { queriesOf } from "../support/project.js";

const models = {
  "models.ts": `
    import { model, Schema } from "mongoose";
    export const Customer = model("Customer", new Schema({ email: String }));
    export const Order = model("Order", new Schema({ customer: String }));`,
};

describe("what a container is told under a token is what is injected for it", () => {
  it("TypeDI, though the service is made before its loader runs", () => {
    const found = queriesOf({
      ...models,
      "a-service.ts": `
        import { Document, Model } from "mongoose";
        import { Container, Inject, Service } from "typedi";
        @Service()
        export class OrderService {
          constructor(@Inject("OrderModel") private orders: Model<Document>, @Inject("logger") private logger: any) {}
          ofCustomer(customer: string) { this.logger.find({ customer }); return this.orders.find({ customer }); }
        }
        export const service = () => Container.get(OrderService);`,
      "loader.ts": `
        import { Container } from "typedi";
        import { Order } from "./models";
        import { logger } from "./logger";
        export default () => {
          Container.set("OrderModel", Order);
          Container.set({ id: "logger", value: logger });
        };`,
      "logger.ts": `export const logger = { find(note: object) { console.log(note); } };`,
    });
    expect(found).toEqual(["find Order {customer:eq}"]);
  });

  it("Inversify, by symbols that a module binds", () => {
    const found = queriesOf({
      ...models,
      "tokens.ts": `export const Component = { Orders: Symbol.for("Orders"), Customers: Symbol.for("Customers") } as const;`,
      "repository.ts": `
        import { inject, injectable } from "inversify";
        import { Component } from "./tokens";
        export interface Repository { byCustomer(filter: object): Promise<unknown>; }
        @injectable()
        export class OrderRepository implements Repository {
          constructor(@inject(Component.Orders) private readonly model: any) {}
          byCustomer(filter: object) { return this.model.findOne(filter); }
        }
        @injectable()
        export class Memory implements Repository { async byCustomer() { return null; } }`,
      "container.ts": `
        import { Container, ContainerModule } from "inversify";
        import { Component } from "./tokens";
        import { Order } from "./models";
        import { OrderRepository, Repository } from "./repository";
        export const orders = new ContainerModule(({ bind }) => {
          bind<Repository>(Component.Customers).to(OrderRepository).inSingletonScope();
          bind(Component.Orders).toConstantValue(Order);
        });
        export const container = new Container();
        container.load(orders);`,
      "service.ts": `
        import { inject, injectable } from "inversify";
        import { Component } from "./tokens";
        import type { Repository } from "./repository";
        @injectable()
        export class Service {
          @inject(Component.Customers) private readonly repository: Repository;
          of(customer: string) { return this.repository.byCustomer({ customer }); }
        }`,
    });
    expect(found).toEqual(["findOne Order {customer:eq}"]);
  });

  it("TSyringe, and a class that stands for itself", () => {
    const found = queriesOf({
      ...models,
      "repository.ts": `
        import { inject, injectable, container } from "tsyringe";
        import { Order, Customer } from "./models";
        @injectable()
        export class Customers { private model = Customer; one(filter: object) { return this.model.findOne(filter); } }
        @injectable()
        export class Service {
          constructor(
            @inject("orders") private orders: any,
            @inject(Customers) private customers: { one(filter: object): unknown },
            @inject(() => Customers) private others: unknown,
          ) {}
          async of(email: string) {
            const customer = await this.customers.one({ email });
            await (this.others as any).one({ "name.first": email });
            return this.orders.find({ customer });
          }
        }
        container.register("orders", { useValue: Order });
        container.registerSingleton("service", Service);`,
    });
    expect(found.toSorted()).toEqual([
      "find Order {customer:eq}",
      "findOne Customer {email:eq}",
      "findOne Customer {name.first:eq}",
    ]);
  });

  it("Awilix, by the names of what a class takes from its one argument", () => {
    const found = queriesOf({
      ...models,
      "users.js": `
        export class Users {
          constructor({ customers, orders }) { this.customers = customers; this.orders = orders; }
          byEmail(email) { return this.customers.findOne({ email }); }
          count(filter) { return this.orders.countDocuments(filter); }
        }
        export const makeService = ({ users }) => ({ of: (customer) => users.count({ customer }) });
        export class Controller {
          constructor(cradle) { this.service = cradle.service; this.users = cradle.users; }
          get = async (req, res) => res.json(await this.users.count({ "items.id": req.params.id }));
        }`,
      "container.js": `
        import { asClass, asFunction, asValue, createContainer } from "awilix";
        import { Customer, Order } from "./models";
        import { Controller, makeService, Users } from "./users";
        const container = createContainer();
        container.register({
          controller: asClass(Controller),
          users: asClass(Users).singleton(),
          service: asFunction(makeService),
          customers: asValue(Customer),
        });
        container.register("orders", asValue(Order));
        export const ofFirst = () => container.resolve("service").of("first");
        export const router = (app) => app.get("/", container.cradle.controller.get);`,
    });
    expect(found.toSorted()).toEqual([
      "countDocuments Order {customer:eq}",
      "countDocuments Order {items.id:eq}",
      "findOne Customer {email:eq}",
    ]);
  });

  it("but a function's own `bind` tells nothing", () => {
    const found = queriesOf({
      ...models,
      "list.ts": `
        import { Order } from "./models";
        export function show(list: any, handler: any) {
          handler.bind("orders").toConstantValue(Order);
          return list.get("orders").find({ customer: 1 });
        }`,
    });
    expect(found).toEqual([]);
  });
});
