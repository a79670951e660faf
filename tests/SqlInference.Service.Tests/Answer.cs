namespace SqlInference.Service.Tests;

/// <summary>What a statement answered, as text.</summary>
sealed record Answer(IReadOnlyList<string> Columns, IReadOnlyList<string?[]> Rows, string? Tag = null, long RowsChanged = -1)
{
    public string? Single => Assert.Single(Assert.Single(Rows));

    public IEnumerable<string?> First => Rows.Select(row => row[0]);

    public bool Has(string key) => Rows.Any(row => row[0] == key);

    /// <summary>The values of SHOW MODEL by their keys.</summary>
    public string? this[string key] => Assert.Single(Rows, row => row[0] == key)[1];
}
