namespace SqlInference.PostgresWire.Copying;

/// <summary>How COPY writes rows, in detail.</summary>
/// <param name="NullText">What stands for NULL.</param>
/// <param name="HasHeader">The first line has the names of the columns.</param>
public sealed record CopyOptions(CopyFormat Format, byte Delimiter, string NullText, bool HasHeader, byte Quote, byte Escape);
