using SqlInference.Errors;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Remote.Protocols.Oip;

/// <summary>
/// Which parameters of the function fill which tensor of the server's model: one each, by name or in order; or all of
/// them one tensor, as the columns of a row.
/// </summary>
/// <param name="Output">The tensor that is asked for.</param>
/// <param name="MostRows">1 for a model that takes one row at a time.</param>
sealed record OipPlan(IReadOnlyList<OipInput> Inputs, OipTensor Output, int MostRows)
{
    public static OipPlan Make(RemoteEndpoint endpoint, OipMetadata metadata)
    {
        var parameters = endpoint.Signature.Inputs;
        var inputs = metadata.Inputs.Count == 1 && TakesAll(metadata.Inputs[0], parameters)
            ? [new OipInput(metadata.Inputs[0], [.. Enumerable.Range(0, parameters.Count)], AcceptsNull: false)]
            : OneEach(endpoint, metadata, parameters);
        var output = metadata.Outputs.FirstOrDefault(tensor => tensor.Name == "prediction") ??
            (metadata.Outputs.Count > 0 ? metadata.Outputs[0] : throw Mismatch(endpoint, "has a model without an output"));
        if (output.RowElements is not (1 or -1))
            throw Mismatch(endpoint, $"has a model whose output '{Sanitised.Text(output.Name)}' has {output.RowElements} values per row");
        return new(inputs, output, MostRowsOf(endpoint, metadata));
    }

    /// <summary>One tensor for several numbers.</summary>
    static bool TakesAll(OipTensor tensor, IReadOnlyList<ModelInput> parameters) =>
        parameters.Count > 1 && tensor.Type != ElementType.Utf8 && (tensor.RowElements == parameters.Count || tensor.RowElements < 0) &&
        parameters.All(parameter => !parameter.Type.IsList && parameter.Type.Element != ElementType.Utf8);

    static OipInput[] OneEach(RemoteEndpoint endpoint, OipMetadata metadata, IReadOnlyList<ModelInput> parameters)
    {
        if (metadata.Inputs.Count != parameters.Count)
            throw Mismatch(endpoint, $"has a model with {Count(metadata.Inputs.Count, "input")}, but the function has {Count(parameters.Count, "parameter")}");

        var byName = metadata.Inputs.All(tensor => parameters.Any(parameter => parameter.Name == tensor.Name));
        var plan = new OipInput[parameters.Count];
        for (var i = 0; i < plan.Length; i++)
        {
            var tensor = byName ? metadata.Inputs.First(tensor => tensor.Name == parameters[i].Name) : metadata.Inputs[i];
            RequireFit(endpoint, tensor, parameters[i]);
            plan[i] = new(tensor, [i], metadata.AcceptNull.Contains(tensor.Name));
        }

        return plan;
    }

    static void RequireFit(RemoteEndpoint endpoint, OipTensor tensor, ModelInput parameter)
    {
        var sameKind = (tensor.Type == ElementType.Utf8) == (parameter.Type.Element == ElementType.Utf8);
        if (!sameKind || tensor.Shape.Skip(1).Count(dimension => dimension < 0) > 1 || (tensor.RowElements >= 0 && tensor.RowElements != parameter.Type.ElementsPerRow) || (parameter.Type.IsList && tensor.Type == ElementType.Utf8))
        {
            throw Mismatch(endpoint, $"has a model whose input '{Sanitised.Text(tensor.Name)}' is {OipDatatypes.Name(tensor.Type)}[{string.Join(',', tensor.Shape)}]" +
                $", which does not fit the parameter '{parameter.Name}' of type {parameter.Type}");
        }
    }

    static int MostRowsOf(RemoteEndpoint endpoint, OipMetadata metadata)
    {
        var fixedRows = metadata.Inputs.Where(tensor => tensor.Shape.Count > 0 && tensor.Shape[0] >= 0).Select(tensor => tensor.Shape[0]).FirstOrDefault(-1);
        return fixedRows switch
        {
            -1 => int.MaxValue,
            1 => 1,
            _ => throw Mismatch(endpoint, $"has a model that takes exactly {fixedRows} rows at a time"),
        };
    }

    static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    static SqlInferenceException Mismatch(RemoteEndpoint endpoint, string what) => new(ErrorConditions.ModelInputMismatch,
        $"Endpoint '{endpoint.Name}' {what}.", "Declare the function as the model's metadata has it, or export the model with a variable number of rows and one prediction per row.");
}
