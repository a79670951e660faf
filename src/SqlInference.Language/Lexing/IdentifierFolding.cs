namespace SqlInference.Language;

/// <summary>What a host database does to the letters of an identifier without quotes.</summary>
public enum IdentifierFolding
{
    AsIs,
    Lower,
    Upper,
}
