using System.Globalization;
using SqlInference.Inference.Text.Files;

namespace SqlInference.Inference.Text.Backend;

/// <summary>What config.json says of a model.</summary>
sealed class TextConfiguration(JsonPart? file)
{
    /// <summary>These number their positions from behind the padding token on, so that they have fewer than they say.</summary>
    static readonly string[] PositionsBehindPadding =
        ["roberta", "xlm-roberta", "xlm-roberta-xl", "roberta-prelayernorm", "camembert", "longformer", "mpnet", "data2vec-text", "ibert"];

    public static TextConfiguration Read(string model, string? path) => new(path is null ? null
        : JsonPart.Read(File.ReadAllBytes(path), new TokenizerErrors(model, Path.GetFileName(path))));

    public string? ProblemType => file?.Text("problem_type");

    public int? PadId => file?.Number("pad_token_id");

    public int? VocabularySize => file?.Number("vocab_size");

    /// <summary>The most tokens that the model has positions for; null where the file does not say.</summary>
    public int? MaxTokens => file?.Number("max_position_embeddings") is not { } positions ? null
        : PositionsBehindPadding.Contains(file.Value.Text("model_type")) ? positions - (PadId ?? 1) - 1 : positions;

    /// <summary>The labels in the order of the logits; null where there is no file. A file without labels has two, as in the library that writes it.</summary>
    public string[]? Labels()
    {
        if (file is not { } found)
            return null;
        if (found.Part("id2label") is not { } listed)
            return [DefaultLabel(0), DefaultLabel(1)];
        var labels = new string[listed.Element.EnumerateObject().Count()];
        for (var i = 0; i < labels.Length; i++)
            labels[i] = listed.RequiredText(i.ToString(CultureInfo.InvariantCulture));
        return labels;
    }

    public static string DefaultLabel(int index) => string.Create(CultureInfo.InvariantCulture, $"LABEL_{index}");
}
