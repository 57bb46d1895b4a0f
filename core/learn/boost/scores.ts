/** A score for each metric, by the name of the rows. */
export type Scores = Readonly<Record<string, Readonly<Record<string, number>>>>;
