/** Methods of a model that issue a query (M71), and how many documents `await` gives. */
export const queryMethods: ReadonlyMap<string, "one" | "many" | "none"> = new Map<
  string,
  "one" | "many" | "none"
>([
  ["find", "many"],
  ["findOne", "one"],
  ["findById", "one"],
  ["findOneAndUpdate", "one"],
  ["findOneAndDelete", "one"],
  ["findOneAndReplace", "one"],
  ["findOneAndRemove", "one"],
  ["findByIdAndUpdate", "one"],
  ["findByIdAndDelete", "one"],
  ["findByIdAndRemove", "one"],
  ["updateOne", "none"],
  ["updateMany", "none"],
  ["update", "none"],
  ["replaceOne", "none"],
  ["deleteOne", "none"],
  ["deleteMany", "none"],
  ["remove", "none"],
  ["count", "none"],
  ["countDocuments", "none"],
  ["estimatedDocumentCount", "none"],
  ["distinct", "none"],
  ["exists", "one"],
  ["where", "many"],
  ["$where", "many"],
  ["geoSearch", "many"],
  ["mapReduce", "none"],
  ["bulkWrite", "none"],
]);

/** Statics that npm plugins add, and what they answer. */
export const pluginMethods: ReadonlyMap<string, readonly (readonly [string, "one" | "many" | "none"])[]> =
  new Map<string, readonly (readonly [string, "one" | "many" | "none"])[]>([
    [
      "mongoose-delete",
      [
        ["delete", "none"],
        ["deleteById", "none"],
        ["restore", "none"],
        ["findDeleted", "many"],
        ["findOneDeleted", "one"],
        ["findWithDeleted", "many"],
        ["findOneWithDeleted", "one"],
        ["countDeleted", "none"],
        ["countWithDeleted", "none"],
        ["countDocumentsDeleted", "none"],
        ["countDocumentsWithDeleted", "none"],
        ["updateDeleted", "none"],
        ["updateWithDeleted", "none"],
        ["updateManyDeleted", "none"],
        ["updateManyWithDeleted", "none"],
        ["findOneAndUpdateDeleted", "one"],
        ["findOneAndUpdateWithDeleted", "one"],
        ["aggregateDeleted", "none"],
        ["aggregateWithDeleted", "none"],
      ],
    ],
  ]);

/** Calls chained on a query that shape it. */
export const querySteps: ReadonlySet<string> = new Set(
  (
    "find findOne findById findByIdAndUpdate findByIdAndDelete findOneAndUpdate findOneAndDelete findOneAndRemove findOneAndReplace updateOne updateMany update replaceOne deleteOne " +
    "deleteMany remove count countDocuments estimatedDocumentCount distinct where $where equals eq gt gte lt lte ne in nin all mod size regex exists elemMatch near nearSphere " +
    "within box circle center centerSphere polygon geometry intersects maxDistance minDistance or and nor sort select limit skip hint collation populate merge " +
    "setOptions slice comment projection project sanitizeFilter setQuery transform withDeleted"
  ).split(" "),
);

/** Calls chained on a query that leave its shape alone. */
export const neutralSteps: ReadonlySet<string> = new Set(
  (
    "lean session read r slaveOk slaveok setReadPreference withReadPreference readConcern withReadConcern writeConcern w wtimeout wTimeout j " +
    "maxTimeMS maxTime maxAwaitTimeMS maxScan maxscan orFail batchSize tailable snapshot allowDiskUse setUpdate set explain cache cacheQuery " +
    "clone collection out addCursorFlag noCursorTimeout pre post error rewind max min returnKey showRecordId setTraceFunction deepPopulate"
  ).split(" "),
);

/** Calls on a query, an aggregate or a cursor that tell of it or end it. */
export const tellingSteps: ReadonlySet<string> = new Set(
  (
    "get getOptions getUpdate getPopulatedPaths mongooseOptions toConstructor toString validate cast selected selectedInclusively " +
    "selectedExclusively isPathSelectedInclusive schemaLevelProjections sanitizeProjection pipeline pipelineForUnionWith close isClosed destroy " +
    "isExhausted bufferedCount readBufferedDocuments pipe on once off addListener removeListener removeAllListeners emit findAndCount"
  ).split(" "),
);

/** Builder calls of an aggregate. */
export const aggregateSteps: ReadonlySet<string> = new Set(
  (
    "append match sort project group lookup unwind limit skip addFields facet graphLookup unionWith count sample replaceRoot sortByCount redact " +
    "search near densify fill hint collation option allowDiskUse"
  ).split(" "),
);
