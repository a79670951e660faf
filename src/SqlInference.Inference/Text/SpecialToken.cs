namespace SqlInference.Inference.Text;

/// <summary>A token of a template.</summary>
readonly record struct SpecialToken(int Id, int Type = 0);
