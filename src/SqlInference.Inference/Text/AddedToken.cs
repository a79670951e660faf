namespace SqlInference.Inference.Text;

/// <summary>A token that is looked for in the text itself, before the text is cut into words.</summary>
/// <param name="SingleWord">Only where it is not part of a longer word.</param>
/// <param name="StripLeft">Takes the white space in front of it along.</param>
/// <param name="StripRight">Takes the white space behind it along.</param>
/// <param name="InNormalized">Looked for in the normalised text rather than in the text as it came.</param>
sealed record AddedToken(
    int Id, string Content, bool SingleWord = false, bool StripLeft = false, bool StripRight = false, bool InNormalized = false);
