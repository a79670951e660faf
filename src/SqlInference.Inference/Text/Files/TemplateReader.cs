using System.Text.Json;

namespace SqlInference.Inference.Text.Files;

/// <summary>Reads the post-processor of tokenizer.json, as far as it concerns one text and not pairs.</summary>
static class TemplateReader
{
    const string Known = "TemplateProcessing, BertProcessing, RobertaProcessing, ByteLevel, Sequence";

    public static SequenceTemplate Read(JsonPart file, TokenizerErrors errors)
    {
        if (file.Part("post_processor") is not { } processor)
            return SequenceTemplate.Empty;
        var templates = Templates(processor, errors).ToArray();
        return templates.Length <= 1 ? templates.FirstOrDefault(SequenceTemplate.Empty)
            : throw errors.Invalid("its post-processor adds special tokens twice", "Keep one of the templates in post_processor.");
    }

    static IEnumerable<SequenceTemplate> Templates(JsonPart step, TokenizerErrors errors) => step.Type switch
    {
        "Sequence" => step.Parts("processors").SelectMany(part => Templates(part, errors)),
        // Only concerns which part of the text a token came from.
        "ByteLevel" => [],
        "BertProcessing" or "RobertaProcessing" => [new SequenceTemplate([Token(step, "cls", errors)], [Token(step, "sep", errors)])],
        "TemplateProcessing" => [Template(step, errors)],
        var other => throw errors.Unknown("post-processor", other, Known),
    };

    /// <summary>A token as a list of its text and its number.</summary>
    static SpecialToken Token(JsonPart step, string name, TokenizerErrors errors) =>
        step.TryFind(name, out var pair) && pair.ValueKind == JsonValueKind.Array && pair.GetArrayLength() == 2
        && pair[1].ValueKind == JsonValueKind.Number && pair[1].TryGetInt32(out var id) && id >= 0
            ? new SpecialToken(id) : throw errors.Invalid($"{step.Place}.{name} is not a token and its number");

    static SequenceTemplate Template(JsonPart step, TokenizerErrors errors)
    {
        var (before, behind, type) = (new List<SpecialToken>(), new List<SpecialToken>(), (int?)null);
        foreach (var piece in step.Parts("single"))
        {
            if (piece.Part("Sequence") is { } sequence)
                type = type is null ? sequence.Number("type_id") ?? 0 : throw errors.Invalid($"{step.Place}.single has the text twice");
            else if (piece.Part("SpecialToken") is { } special)
                (type is null ? before : behind).AddRange(Tokens(step, special, errors));
            else
                throw errors.Invalid($"{step.Place}.single has a piece that is neither Sequence nor SpecialToken");
        }

        return type is { } known ? new SequenceTemplate([.. before], [.. behind], known)
            : throw errors.Invalid($"{step.Place}.single has no place for the text");
    }

    /// <summary>A special token of a template may stand for several numbers.</summary>
    static IEnumerable<SpecialToken> Tokens(JsonPart step, JsonPart special, TokenizerErrors errors)
    {
        var name = special.RequiredText("id");
        var token = step.RequiredPart("special_tokens").RequiredPart(name);
        if (!token.TryFind("ids", out var ids) || ids.ValueKind != JsonValueKind.Array)
            throw errors.Invalid($"{token.Place} has no ids");
        foreach (var id in ids.EnumerateArray())
        {
            yield return id.ValueKind == JsonValueKind.Number && id.TryGetInt32(out var number) && number >= 0
                ? new SpecialToken(number, special.Number("type_id") ?? 0) : throw errors.Invalid($"{token.Place} has ids that are no numbers");
        }
    }
}
