using System.Globalization;

namespace SqlInference.Language;

public enum SettingKind
{
    /// <summary>A quoted string.</summary>
    Text,

    /// <summary>ON or OFF.</summary>
    Switch,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A word.</summary>
    Word,
}

/// <summary>A setting that statements may hold.</summary>
public sealed class SettingDefinition
{
    SettingDefinition(string name, SettingKind kind, string purpose, string expectation, Func<string, string?> canonical) =>
        (Name, Kind, Purpose, Expectation, Canonical) = (name, kind, purpose, expectation, canonical);

    public string Name { get; }

    public SettingKind Kind { get; }

    public string Purpose { get; }

    /// <summary>What it takes, for messages and documentation.</summary>
    public string Expectation { get; }

    /// <summary>The canonical form of a value, or null where the value is refused.</summary>
    internal Func<string, string?> Canonical { get; }

    internal static SettingDefinition Text(string name, string purpose, string expectation, Func<string, string?> canonical) =>
        new(name, SettingKind.Text, purpose, expectation, canonical);

    internal static SettingDefinition Text(string name, string purpose) =>
        Text(name, purpose, "a quoted string", value => value.Length > 0 ? value : null);

    internal static SettingDefinition TextOf(string name, string purpose, params string[] values) =>
        Text(name, purpose, ListText.Or(values.Select(value => $"'{value}'")), value => Known(value, values));

    internal static SettingDefinition WordOf(string name, string purpose, params string[] values) =>
        new(name, SettingKind.Word, purpose, ListText.Or(values), value => Known(value, values));

    internal static SettingDefinition Switch(string name, string purpose) =>
        new(name, SettingKind.Switch, purpose, "ON or OFF", value => Known(value, "ON", "OFF"));

    internal static SettingDefinition Integer(string name, string purpose, long least, long most) =>
        new(name, SettingKind.Integer, purpose, string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"),
            value => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                && number >= least && number <= most
                    ? number.ToString(CultureInfo.InvariantCulture)
                    : null);

    static string? Known(string value, params string[] values) =>
        Array.Find(values, known => known.Equals(value, StringComparison.OrdinalIgnoreCase));
}
