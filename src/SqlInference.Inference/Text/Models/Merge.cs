namespace SqlInference.Inference.Text.Models;

/// <summary>What two neighbouring tokens become, and how soon.</summary>
readonly record struct Merge(int Rank, int Token);
