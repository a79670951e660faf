using Microsoft.ML.OnnxRuntime;
using SqlInference.Inference.Onnx;

namespace SqlInference.Inference.Text.Backend;

/// <summary>A loaded text model and how texts get into it; shared by all runners.</summary>
/// <param name="MaxTokens">Of one text, with the special ones.</param>
/// <param name="PadId">The token that fills up rows.</param>
/// <param name="RoundTo">Rows are filled up to a multiple of this many tokens.</param>
/// <param name="MostTokens">How many tokens, filling included, one run of the model has at most.</param>
sealed record TextPlan(
    string Model, OnnxSession Loaded, TextInputs Inputs, Tokenizer Tokenizer, int MaxTokens, int PadId, int RoundTo, int MostTokens)
{
    public InferenceSession Session => Loaded.Session;

    public string[] InputNames { get; } = [.. Inputs.All.Select(input => input.Name)];
}
