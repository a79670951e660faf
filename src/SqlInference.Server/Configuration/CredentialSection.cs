using System.Text.Json;
using SqlInference.Errors;

namespace SqlInference.Server.Configuration;

/// <summary>One credential as it stands in the configuration.</summary>
sealed class CredentialSection
{
    readonly Dictionary<string, JsonElement> _values = [];
    readonly HashSet<string> _used = [];

    public CredentialSection(string name, JsonElement section)
    {
        if (section.ValueKind != JsonValueKind.Object)
            throw Wrong($"{name} has to be an object");
        foreach (var value in section.EnumerateObject())
            _values[value.Name] = value.Value;
    }

    public string? Text(string name)
    {
        _used.Add(name);
        if (!_values.TryGetValue(name, out var value))
            return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw Wrong($"{name} has to be text");
    }

    public string Require(string name) => Text(name) ?? throw Wrong($"{name} is missing");

    public IReadOnlyList<string>? List(string name)
    {
        _used.Add(name);
        if (!_values.TryGetValue(name, out var value))
            return null;
        return value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? [.. value.EnumerateArray().Select(item => item.GetString()!)]
            : throw Wrong($"{name} has to be a list of texts");
    }

    /// <summary>A secret, from where the section says that it is: <c>NAME_file</c> or <c>NAME_env</c>.</summary>
    public string? Secret(string name)
    {
        if (_values.ContainsKey(name))
            throw Wrong($"{name} stands in the configuration itself; give {name}_file or {name}_env instead");
        return (Text($"{name}_file"), Text($"{name}_env")) switch
        {
            (null, null) => null,
            ({ } file, null) => ReadFile(name, file),
            (null, { } variable) => Environment.GetEnvironmentVariable(variable) ?? throw Wrong($"{name}_env: there is no variable {variable} in the environment"),
            _ => throw Wrong($"{name}_file and {name}_env are both given"),
        };
    }

    public string RequireSecret(string name) => Secret(name) ?? throw Wrong($"{name}_file or {name}_env is missing");

    public void RequireAllUsed()
    {
        if (_values.Keys.FirstOrDefault(name => !_used.Contains(name)) is { } unknown)
            throw Wrong($"{unknown} is not a part of this type of credential");
    }

    public static SqlInferenceException Wrong(string what) => new(ErrorConditions.ConfigurationInvalid, what);

    static SqlInferenceException Unreadable(string name, string why) => Wrong($"{name}_file cannot be read: {why}");

    static string ReadFile(string name, string file)
    {
        try
        {
            // Editors end files with a line break.
            return File.ReadAllText(file).TrimEnd('\r', '\n');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(name, exception.Message);
        }
    }
}
