using SqlInference.Engines.Answers;
using SqlInference.Errors;
using SqlInference.Inference.Columns;

namespace SqlInference.Engines;

/// <summary>Whether a model can serve a function as it is declared. What depends on values is checked when they come.</summary>
static class SignatureCheck
{
    public static void Run(PredictionFunction function)
    {
        var signature = function.Scorer.Signature;
        if (signature.Inputs.Count != function.Parameters.Count)
        {
            throw new SqlInferenceException(ErrorConditions.ModelInputMismatch,
                $"Function {function.Name} has {function.Parameters.Count} parameters, but model {function.ModelName} takes {signature.Inputs.Count}.",
                "Declare one parameter per input of the model.");
        }

        for (var i = 0; i < signature.Inputs.Count; i++)
        {
            var (parameter, input) = (function.Parameters[i], signature.Inputs[i]);
            if (parameter.Type.Kind == EngineTypeKind.List != input.Type.IsList ||
                !ColumnConverter.CanConvert(AnswerTypes.NaturalElement(parameter.Type), input.Type.Element))
            {
                throw new SqlInferenceException(ErrorConditions.ModelInputMismatch,
                    $"Parameter {parameter.Name} of function {function.Name} is {parameter.Type}, but input {input.Name} of model {function.ModelName} takes {input.Type}.",
                    "Declare the parameter with a type that the input takes.");
            }
        }

        var output = signature.Outputs[function.Output];
        if (!AnswerTypes.CanWrite(output.Type, function.Returns))
        {
            throw new SqlInferenceException(ErrorConditions.ModelOutputMismatch,
                $"Function {function.Name} returns {function.Returns}, but output {output.Name} of model {function.ModelName} is {output.Type}.",
                $"Declare RETURNS {Fitting(output.Type)}{(output.Type.IsList ? ", or choose another output with SETTINGS (OUTPUT 'name')" : "")}.");
        }
    }

    static string Fitting(ColumnType output) => output switch
    {
        { IsList: true } => "float8[]",
        { Element: ElementType.Utf8 } => "varchar",
        { Element: ElementType.Boolean } => "boolean",
        { Element: ElementType.Timestamp } => "timestamp",
        { Element: ElementType.Float32 or ElementType.Float64 or ElementType.Float16 } => "float8",
        _ => "bigint",
    };
}
