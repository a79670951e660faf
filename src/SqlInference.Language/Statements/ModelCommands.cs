namespace SqlInference.Language;

/// <param name="Name">Null for <c>SHOW MODEL ALL</c>.</param>
public sealed record ShowModel(QualifiedName? Name) : ModelStatement;

public sealed record DropModel(QualifiedName Name, bool IfExists) : ModelStatement;

public sealed record AlterModel(QualifiedName Name, ModelAlteration Action) : ModelStatement;

/// <summary>What <c>ALTER MODEL</c> changes.</summary>
public abstract record ModelAlteration;

public sealed record RenameModel(Identifier NewName) : ModelAlteration;

public sealed record ChangeModelOwner(Identifier NewOwner) : ModelAlteration;

public sealed record SetModelSettings(Settings Settings) : ModelAlteration;

/// <param name="Version">From 1.</param>
public sealed record UseModelVersion(int Version) : ModelAlteration;
