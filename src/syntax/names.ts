/** Method names that issue a query (spec M71): their calls are noted while a file is read. */
export const operationNames: ReadonlySet<string> = new Set(
  (
    "find findOne findById findOneAndUpdate findOneAndDelete findOneAndReplace findOneAndRemove findByIdAndUpdate findByIdAndDelete " +
    "findByIdAndRemove updateOne updateMany update replaceOne deleteOne deleteMany remove count countDocuments estimatedDocumentCount distinct " +
    "exists aggregate bulkWrite"
  ).split(" "),
);

/** Names a wrapper of an operation bears: a function that calls none, in a file that neither has a word of ours nor imports one that has, asks nothing. */
export const asking =
  /^(?:[fF]ind|[gG]et|[lL]ist|[lL]oad|[sS]ave|[cC]reate|fetch|search|query|update|upsert|delete|remove|count|exists?|distinct|aggregate|paginate|bulk)|(?:Find|Fetch|Search|Query|Update|Upsert|Delete|Remove|Count|Exists|Distinct|Aggregate|Paginate|Bulk)/;

/** Names whose calls declare something; a function that has one is run with each of its environments. */
export const registeringNames: ReadonlySet<string> = new Set(
  "model getModelForClass discriminator forFeature forFeatureAsync Schema createForClass index createIndex plugin".split(
    " ",
  ),
);
