namespace SqlInference.Training.Automatic;
static class LinearCandidates { public static IEnumerable<Candidate> For(TrainingTask task) => []; }
