using System.Collections;
using System.Text.Json;
using SqlInference.Errors;

namespace SqlInference.Server.Configuration;

/// <summary>
/// Collects what was given for each setting: flags count before the environment, and that before the file. Names that
/// are no setting are errors, since they are misspelt ones.
/// </summary>
sealed class ConfigurationSources(List<string> errors)
{
    readonly Dictionary<string, SettingValue> _values = [];

    public IReadOnlyDictionary<string, SettingValue> Values => _values;

    public void AddFile(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path),
                new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                errors.Add($"{path}: the configuration has to be a JSON object.");
            else
                AddObject(document.RootElement, path);
        }
        catch (JsonException exception)
        {
            errors.Add($"{path}: {exception.Message}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            errors.Add($"{path} cannot be read: {exception.Message}");
        }
    }

    public void AddEnvironment(IDictionary variables)
    {
        foreach (DictionaryEntry variable in variables)
        {
            var name = (string)variable.Key;
            if (!name.StartsWith(SettingDefinition.EnvironmentPrefix, StringComparison.Ordinal))
                continue;
            Add(name[SettingDefinition.EnvironmentPrefix.Length..].ToLowerInvariant(), new(name, null, (string?)variable.Value), name);
        }
    }

    public void AddFlag(SettingDefinition setting, string value) => _values[setting.Name] = new($"--{setting.Name}", null, value);

    void AddObject(JsonElement settings, string path)
    {
        var seen = new HashSet<string>();
        foreach (var setting in settings.EnumerateObject())
        {
            if (!seen.Add(setting.Name))
                errors.Add($"{path}: {setting.Name} is given twice.");
            // The document is gone when the value is read.
            Add(setting.Name, new(path, setting.Value.Clone(), null), $"{path}: {setting.Name}");
        }
    }

    void Add(string name, SettingValue value, string place)
    {
        if (Settings.ByName.ContainsKey(name))
            _values[name] = value;
        else
            errors.Add($"{place} is not a setting. {NearestNames.Question(name, Settings.ByName.Keys) ?? "docs/operations.md lists them."}");
    }
}
