using SqlInference.Sidecar.Copying;
using SqlInference.Sidecar.Rows;

namespace SqlInference.Sidecar.Sessions;

/// <summary>What became of a statement.</summary>
abstract record Outcome;

/// <summary>It has given what it has to give.</summary>
sealed record Done(string Tag) : Outcome;

/// <summary>Its rows are to be read.</summary>
sealed record Rows(RowSource Source) : Outcome;

/// <summary>Rows are to go between it and the client, outside of the usual form.</summary>
sealed record Copies(CopyStatement Statement) : Outcome;
