using SqlInference.Errors;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Onnx;

namespace SqlInference.Inference.Text.Backend;

/// <summary>The inputs of a model that takes tokens; those that it does not declare are null.</summary>
sealed record TextInputs(ModelTensor Tokens, ModelTensor? Mask, ModelTensor? Types)
{
    public const string Ids = "input_ids";
    const string MaskName = "attention_mask";
    const string TypesName = "token_type_ids";

    public IReadOnlyList<ModelTensor> All { get; } = [.. new[] { Tokens, Mask, Types }.OfType<ModelTensor>()];

    /// <summary>The only number of rows that the model takes; 0 where it takes any.</summary>
    public int FixedRows => Math.Max(0, Tokens.Dimensions[0]);

    /// <summary>The only number of tokens that the model takes; 0 where it takes any.</summary>
    public int FixedTokens => Math.Max(0, Tokens.Dimensions[1]);

    /// <summary>Rows may be filled up where the model can tell what was filled in, or was made for rows of one length.</summary>
    public bool CanPad => Mask is not null || FixedTokens > 0;

    public static TextInputs Of(string model, IReadOnlyList<ModelTensor> declared)
    {
        var tokens = declared.FirstOrDefault(input => input.Name == Ids)
            ?? throw Mismatch(model, declared, $"a text model has an input '{Ids}'", "Export the model with the names that transformers have, or leave TOKENIZER out.");
        if (declared.FirstOrDefault(input => input.Name is not (Ids or MaskName or TypesName)) is { } unknown)
        {
            throw Mismatch(model, declared, $"its input '{unknown.Name}' cannot be made from text",
                $"Export the model with the inputs {Ids}, {MaskName} and {TypesName} only.");
        }

        if (declared.FirstOrDefault(input => input.Dimensions.Length != 2 || input.Element is not (ElementType.Int64 or ElementType.Int32)) is { } odd)
            throw Mismatch(model, declared, $"its input '{odd.Name}' is not a table of whole numbers", "Export the model with int64 inputs of shape [batch,sequence].");
        return new TextInputs(tokens, declared.FirstOrDefault(input => input.Name == MaskName), declared.FirstOrDefault(input => input.Name == TypesName));
    }

    static SqlInferenceException Mismatch(string model, IReadOnlyList<ModelTensor> declared, string what, string hint) => new(
        ErrorConditions.ModelInputMismatch,
        $"Model '{model}' does not fit the function: {what}. The model takes: {string.Join(", ", declared)}.", hint);
}
