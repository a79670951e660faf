using SqlInference.Errors;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Onnx;
using SqlInference.Inference.Trees.XGBoost;

namespace SqlInference.Inference.Trees;

/// <summary>Decides which parameter of a function is which feature of an XGBoost model: they come in the same order.</summary>
static class FeatureParameters
{
    /// <summary>One parameter for each feature.</summary>
    public static IReadOnlyList<OnnxParameter> Of(XGBoostModel model) =>
        [.. Enumerable.Range(0, model.Ensemble.Features).Select(i => new OnnxParameter(
            i < model.FeatureNames.Count ? model.FeatureNames[i] : $"f{i}", ElementType.Float32))];

    public static unsafe InputSource[] Bind(XGBoostModel model, string name, IReadOnlyList<OnnxParameter> parameters, out ModelInput[] inputs)
    {
        var features = model.Ensemble.Features;
        var types = parameters.Select(parameter => parameter.Type).ToArray();
        if (Array.Find([.. parameters], parameter => parameter.Type.Element == ElementType.Utf8) is { } text)
        {
            throw new SqlInferenceException(ErrorConditions.ModelInputMismatch,
                $"Model '{name}' does not fit the function: it takes numbers, the parameter '{text.Name}' is text.",
                "Declare the parameter as float8, or the type that the column has.");
        }

        // A list of open length takes what the others leave.
        var open = Enumerable.Range(0, types.Length).Where(i => parameters[i].IsList && !types[i].IsList).ToArray();
        var left = features - types.Where((_, i) => !open.Contains(i)).Sum(type => type.ElementsPerRow);
        if (open.Length > 1 || (open.Length == 1 ? left < 1 : left != 0))
        {
            throw new SqlInferenceException(ErrorConditions.ModelInputMismatch,
                $"Model '{name}' does not fit the function: it takes {Plural(features, "value")} per row, the function has {Plural(parameters.Count, "parameter")}.",
                "Declare one parameter for each feature, in the order of the training data.");
        }

        foreach (var list in open)
            types[list] = new ColumnType(types[list].Element, left);
        inputs = [.. parameters.Select((parameter, i) => new ModelInput(parameter.Name, types[i], AcceptsNull: true))];
        var sources = new InputSource[parameters.Count];
        for (int i = 0, offset = 0; i < sources.Length; offset += types[i++].ElementsPerRow)
        {
            sources[i] = new InputSource
            {
                Column = i,
                Name = parameters[i].Name,
                Element = types[i].Element,
                Offset = offset,
                Width = types[i].ElementsPerRow,
                AcceptsNull = true,
                Kernel = ColumnInterleaver.Kernel(types[i].Element, ElementType.Float32),
            };
        }

        return sources;
    }

    public static SqlInferenceException Refused(string model, InputSource source) => source.Element.IsFloating()
        ? new(ErrorConditions.InputNotAccepted,
            $"Model '{model}': argument '{source.Name}' holds a number beyond the range of 32-bit floats, which XGBoost compares.",
            "Keep the argument within that range.")
        : new(ErrorConditions.InputNotAccepted,
            $"Model '{model}': argument '{source.Name}' holds an integer beyond 2^53.",
            "Declare the parameter as float8 if the nearest floating-point number will do.");

    static string Plural(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
