using SqlInference.Errors;

namespace SqlInference.Inference.Text.Files;

/// <summary>What is wrong with one file of a tokenizer.</summary>
sealed class TokenizerErrors(string model, string file)
{
    const string SaveAgain = "Save the tokenizer again with save_pretrained, and bring its files as they are.";

    public SqlInferenceException Invalid(string what, string? hint = null, Exception? inner = null) => new(
        ErrorConditions.TokenizerInvalid, $"Model '{model}': the tokenizer file '{file}' cannot be used: {what}.", hint ?? SaveAgain, inner);

    public SqlInferenceException Unknown(string kind, string? name, string known) => Invalid(
        $"it has the {kind} '{name}', which SqlInference does not know", $"What can be used: {known}.");
}
