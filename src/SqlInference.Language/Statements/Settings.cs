using System.Collections;
using System.Globalization;
using SqlInference.Errors;

namespace SqlInference.Language;

/// <param name="Name">In upper case, one of <see cref="Settings.Known"/>.</param>
/// <param name="Value">In the setting's canonical form, without quotes.</param>
public sealed record Setting(string Name, string Value);

/// <summary>The settings of a statement, checked, in the order in which they were written.</summary>
public sealed class Settings : IReadOnlyList<Setting>, IEquatable<Settings>
{
    public static readonly Settings Empty = new([]);

    readonly Setting[] _items;

    internal Settings(Setting[] items) => _items = items;

    /// <summary>All settings there are.</summary>
    public static IReadOnlyList<SettingDefinition> Known => KnownSettings.All;

    public int Count => _items.Length;

    public string? S3Bucket => Find("S3_BUCKET");

    public string? KmsKeyId => Find("KMS_KEY_ID");

    public bool? S3GarbageCollect => Switch("S3_GARBAGE_COLLECT");

    public long? MaxCells => Number("MAX_CELLS");

    public int? MaxRuntimeSeconds => (int?)Number("MAX_RUNTIME");

    /// <summary>True where rows that the model refuses become NULL, false where they fail the statement.</summary>
    public bool? RefusedRowsBecomeNull => Find("ON_ERROR") is { } value ? value == "null" : null;

    public bool? CsvHeader => Switch("CSV_HEADER");

    public string? Answer => Find("ANSWER");

    public int? MaxBatchRows => (int?)Number("MAX_BATCH_ROWS");

    public int? MaxConcurrency => (int?)Number("MAX_CONCURRENCY");

    public int? TimeoutMs => (int?)Number("TIMEOUT_MS");

    public bool? Cache => Switch("CACHE");

    public string? Device => Find("DEVICE");

    public string? Format => Find("FORMAT");

    public string? Input => Find("INPUT");

    public string? Output => Find("OUTPUT");

    public string? Tokenizer => Find("TOKENIZER");

    public int? MaxTokens => (int?)Number("MAX_TOKENS");

    public long? Seed => Number("SEED");

    public string? Evaluator => Find("EVALUATOR");

    public int? Horizon => (int?)Number("HORIZON");

    public string? Frequency => Find("FREQUENCY");

    public string? Percentiles => Find("PERCENTILES");

    public Setting this[int index] => _items[index];

    /// <summary>Makes settings in code, checked as the parser checks them.</summary>
    public static Settings Of(params ReadOnlySpan<(string Name, string Value)> items)
    {
        var settings = new List<Setting>();
        foreach (var (name, value) in items)
        {
            var definition = KnownSettings.Find(name) ?? throw new SqlInferenceException(
                ErrorConditions.InvalidClauseValue, $"There is no setting '{name}'.", KnownSettings.DidYouMean(name));
            var canonical = definition.Canonical(value) ?? throw new SqlInferenceException(
                ErrorConditions.InvalidClauseValue, $"{definition.Name} takes {definition.Expectation}.");
            if (settings.Exists(setting => setting.Name == definition.Name))
                throw new SqlInferenceException(ErrorConditions.DuplicateClause, $"The setting {definition.Name} is given twice.");
            settings.Add(new Setting(definition.Name, canonical));
        }

        return new Settings([.. settings]);
    }

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static Settings Parse(string text)
    {
        var reader = new TokenReader(text, 0, text.Length, SqlDialect.PostgreSql);
        var settings = reader.AtEnd ? Empty : SettingsParser.Read(reader);
        reader.ExpectEnd();
        return settings;
    }

    /// <summary>The value in canonical form, or null where the setting is not given.</summary>
    public string? Find(string name) =>
        Array.Find(_items, item => item.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Value;

    /// <summary>These settings with the others laid over them, as <c>ALTER MODEL … SET</c> does.</summary>
    public Settings With(Settings others)
    {
        var kept = _items.Select(item => others.Find(item.Name) is { } value ? item with { Value = value } : item);
        return new Settings([.. kept, .. others.Where(other => Find(other.Name) is null)]);
    }

    public bool Equals(Settings? other) => other is not null && _items.AsSpan().SequenceEqual(other._items);

    public override bool Equals(object? obj) => Equals(obj as Settings);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in _items)
            hash.Add(item);
        return hash.ToHashCode();
    }

    /// <summary>The list in parentheses, as statements hold it; empty text where there are none.</summary>
    public override string ToString() => _items.Length == 0 ? "" : $"({string.Join(", ", _items.Select(Print))})";

    public IEnumerator<Setting> GetEnumerator() => ((IEnumerable<Setting>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    static string Print(Setting setting) => KnownSettings.Find(setting.Name)?.Kind == SettingKind.Text
        ? $"{setting.Name} {StatementPrinter.Quote(setting.Value)}"
        : $"{setting.Name} {setting.Value}";

    bool? Switch(string name) => Find(name) is { } value ? value == "ON" : null;

    long? Number(string name) => Find(name) is { } value ? long.Parse(value, CultureInfo.InvariantCulture) : null;
}
