using SqlInference.Errors;

namespace SqlInference.Inference.Text.Files;

/// <summary>What is wrong with one file that belongs to a text model.</summary>
sealed class TokenizerErrors(string model, string file)
{
    const string Configuration = "config.json";
    const string SaveAgain = "Save the tokenizer again with save_pretrained, and bring its files as they are.";
    const string SaveModelAgain = "Save the model again with save_pretrained, and bring its config.json as it is.";

    bool IsConfiguration => file == Configuration;

    public SqlInferenceException Invalid(string what, string? hint = null, Exception? inner = null) => IsConfiguration
        ? new(ErrorConditions.ModelFileInvalid, $"Model '{model}': {file} cannot be used: {what}.", hint ?? SaveModelAgain, inner)
        : new(ErrorConditions.TokenizerInvalid, $"Model '{model}': the tokenizer file '{file}' cannot be used: {what}.", hint ?? SaveAgain, inner);

    public SqlInferenceException Unknown(string kind, string? name, string known) => Invalid(
        $"it has the {kind} '{name}', which SqlInference does not know", $"What can be used: {known}.");
}
