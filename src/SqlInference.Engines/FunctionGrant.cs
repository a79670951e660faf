using SqlInference.Catalog;

namespace SqlInference.Engines;

/// <summary>The right to call functions, given or taken.</summary>
/// <param name="WithGrantOption">Given: together with the right to pass it on. Taken: only that one.</param>
public sealed record FunctionGrant(IReadOnlyList<Grantee> Grantees, bool IsRevoke, bool WithGrantOption);
