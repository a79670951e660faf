namespace SqlInference.Training.Profiles;

public sealed record ValueCount(string Value, int Count);
