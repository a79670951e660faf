using System.Text.Json;

namespace SqlInference.Inference.Text.Files;

/// <summary>What tokenizer_config.json and special_tokens_map.json say, the first one first.</summary>
sealed class TokenizerSettings(IReadOnlyList<JsonPart> files)
{
    public bool? Flag(string name) => First(file => file.Flag(name));

    /// <summary>The class that made the files, without the suffix of its fast twin.</summary>
    public string? Class => Text("tokenizer_class") is { } name && name.EndsWith("Fast", StringComparison.Ordinal) ? name[..^4] : Text("tokenizer_class");

    /// <summary>Null also where the number stands for "no limit".</summary>
    public int? MaxTokens => files.Select(file =>
        file.TryFind("model_max_length", out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number > 0
            ? (int?)number : null).FirstOrDefault(number => number is not null);

    /// <summary>A special token: text, or an object with its content.</summary>
    public string? SpecialToken(string name) => files.Select(file => !file.TryFind(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Object ? file.Part(name)!.Value.Text("content") : file.Text(name)).FirstOrDefault(token => token is not null);

    /// <summary>Tokens that are looked for in the text itself, by their numbers.</summary>
    public IEnumerable<AddedToken> AddedTokens(TokenizerErrors errors)
    {
        if (files.Select(file => file.Part("added_tokens_decoder")).FirstOrDefault(part => part is not null) is not { } tokens)
            yield break;
        foreach (var token in tokens.Element.EnumerateObject())
        {
            if (!int.TryParse(token.Name, out var id) || id < 0)
                throw errors.Invalid($"tokenizer_config.json adds a token under '{token.Name}', which is not a number");
            yield return TokenizerJson.AddedTokenOf(tokens.RequiredPart(token.Name), id);
        }
    }

    string? Text(string name) => files.Select(file => file.Text(name)).FirstOrDefault(text => text is not null);

    bool? First(Func<JsonPart, bool?> read) => files.Select(read).FirstOrDefault(value => value is not null);
}
