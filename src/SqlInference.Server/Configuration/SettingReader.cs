using System.Globalization;
using System.Text.Json;

namespace SqlInference.Server.Configuration;

/// <summary>Reads settings as what they are to be; what is wrong with one is noted, and reading goes on with the next.</summary>
sealed class SettingReader(IReadOnlyDictionary<string, SettingValue> values, List<string> errors)
{
    static readonly (string Unit, long Bytes)[] Units =
        [("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("kB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("B", 1)];

    public string? Text(SettingDefinition setting)
    {
        if (!values.TryGetValue(setting.Name, out var value))
            return setting.Default;
        if (value.AsText() is { } text && text.Length > 0)
            return text;
        Wrong(setting, value, "has to be text");
        return setting.Default;
    }

    public string? File(SettingDefinition setting)
    {
        var path = Text(setting);
        if (path != null && !System.IO.File.Exists(path))
            Wrong(setting, values[setting.Name], $"names '{path}', which is not there");
        return path;
    }

    public bool Flag(SettingDefinition setting)
    {
        var text = Text(setting);
        if (text is not ("true" or "false"))
            Wrong(setting, values[setting.Name], $"is '{text}'; it has to be true or false");
        return text == "true";
    }

    public string OneOf(SettingDefinition setting, params string[] choices)
    {
        var text = Text(setting)!;
        if (!choices.Contains(text))
            Wrong(setting, values[setting.Name], $"is '{text}'; it has to be {string.Join(", ", choices[..^1])} or {choices[^1]}");
        return text;
    }

    public long? Bytes(SettingDefinition setting)
    {
        if (Text(setting) is not { } text)
            return null;
        var (unit, factor) = Units.FirstOrDefault(candidate => text.EndsWith(candidate.Unit, StringComparison.Ordinal), ("", 1));
        if (long.TryParse(text.AsSpan(0, text.Length - unit.Length).TrimEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number > 0 && number <= long.MaxValue / factor)
            return number * factor;
        Wrong(setting, values[setting.Name], $"is '{text}'; it has to be a number of bytes, such as 64 MiB");
        return null;
    }

    public TimeSpan Seconds(SettingDefinition setting)
    {
        var text = Text(setting)!;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds <= TimeSpan.FromDays(1).TotalSeconds)
            return TimeSpan.FromSeconds(seconds);
        Wrong(setting, values[setting.Name], $"is '{text}'; it has to be a number of seconds from 0 to 86400");
        return TimeSpan.Zero;
    }

    public int WholeNumber(SettingDefinition setting, int least, int most)
    {
        var text = Text(setting)!;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        Wrong(setting, values[setting.Name], string.Create(CultureInfo.InvariantCulture, $"is '{text}'; it has to be a whole number from {least} to {most}"));
        return least;
    }

    public IReadOnlyList<string>? List(SettingDefinition setting)
    {
        if (!values.TryGetValue(setting.Name, out var value))
            return setting.Default?.Split(',');
        if (value.AsList() is { } list)
            return list;
        Wrong(setting, value, "has to be a list of texts");
        return null;
    }

    /// <summary>The named objects of a section; none where it is not given.</summary>
    public IEnumerable<JsonProperty> Sections(SettingDefinition setting)
    {
        if (!values.TryGetValue(setting.Name, out var value))
            return [];
        if (value.Json is { ValueKind: JsonValueKind.Object } json)
            return [.. json.EnumerateObject()];
        Wrong(setting, value, "has to be an object in the configuration file");
        return [];
    }

    public void Wrong(SettingDefinition setting, string what) => errors.Add($"{setting.Name} {what}.");

    void Wrong(SettingDefinition setting, SettingValue value, string what) => errors.Add($"{setting.Name} ({value.Source}) {what}.");
}
