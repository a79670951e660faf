using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using SqlInference.Errors;
using SqlInference.Inference.Columns;
using SqlInference.Service.Hosting;

namespace SqlInference.Server.OpenInference;

/// <summary>What requests for one version of a model have in common, worked out once. Thread-safe.</summary>
sealed class OpenInferencePlan
{
    public const string ValiditySuffix = ".valid";

    static readonly ConditionalWeakTable<PublishedModel, OpenInferencePlan> Plans = [];

    readonly OpenInferenceExchange?[] _idle = new OpenInferenceExchange?[Environment.ProcessorCount];
    readonly TensorPlan[] _inputs;
    readonly TensorPlan[] _outputs;
    readonly bool _isNumeric;

    OpenInferencePlan(PublishedModel model)
    {
        Model = model;
        var signature = model.Outputs.Signature;
        _inputs = [.. signature.Inputs.Select(input => new TensorPlan(input.Name, input.Type))];
        _outputs = [.. signature.Outputs.Select(output => new TensorPlan(output.Name, output.Type))];
        _isNumeric = _inputs.All(input => input.Type.Element.IsNumeric());
        RequiredInputs = [.. signature.Inputs.Select(input => !input.AcceptsNull)];
        AnswerStart = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $$"""{"model_name":{{Quoted(model.WireName)}},"model_version":"{{model.Version.Number}}","""));
    }

    public PublishedModel Model { get; }

    public ReadOnlySpan<TensorPlan> Inputs => _inputs;

    public ReadOnlySpan<TensorPlan> Outputs => _outputs;

    /// <summary>Which inputs have to be there for a row to be computed.</summary>
    public bool[] RequiredInputs { get; }

    /// <summary>How the JSON of every answer begins.</summary>
    public byte[] AnswerStart { get; }

    public static OpenInferencePlan Of(PublishedModel model) => Plans.GetValue(model, static model => new(model));

    public static string Quoted(string text) => '"' + JsonEncodedText.Encode(text).Value + '"';

    public OpenInferenceExchange Rent()
    {
        for (var i = 0; i < _idle.Length; i++)
        {
            if (Interlocked.Exchange(ref _idle[i], null) is { } exchange)
                return exchange;
        }

        return new(this);
    }

    /// <summary>Exchanges that grew large are not kept: their memory serves one request in many.</summary>
    public void Return(OpenInferenceExchange exchange)
    {
        for (var i = 0; i < _idle.Length && exchange.IsSmall; i++)
        {
            if (Interlocked.CompareExchange(ref _idle[i], exchange, null) == null)
                return;
        }

        exchange.Dispose();
    }

    /// <summary>The parameter that the current string names, and whether it speaks of its NULLs. Clients tend to keep the order.</summary>
    public (int Parameter, bool IsValidity) FindInput(ref Utf8JsonReader reader, int expected)
    {
        for (var i = 0; i < _inputs.Length; i++)
        {
            var parameter = (i + expected) % _inputs.Length;
            if (reader.ValueTextEquals(_inputs[parameter].Name))
                return (parameter, false);
        }

        for (var parameter = 0; parameter < _inputs.Length; parameter++)
        {
            if (reader.ValueTextEquals(_inputs[parameter].ValidityName))
                return (parameter, true);
        }

        return (RequestTensor.Unknown, false);
    }

    public (int Output, bool IsValidity)? FindOutput(ref Utf8JsonReader reader)
    {
        for (var output = 0; output < _outputs.Length; output++)
        {
            if (reader.ValueTextEquals(_outputs[output].Name))
                return (output, false);
            if (reader.ValueTextEquals(_outputs[output].ValidityName))
                return (output, true);
        }

        return null;
    }

    /// <summary>Refuses a tensor that its input cannot take, whatever it holds.</summary>
    public void RequireFits(RequestTensor tensor, ReadOnlySpan<byte> body)
    {
        if (tensor.Parameter == RequestTensor.Unknown)
        {
            if (!IsMatrix(tensor))
                throw NoSuchInput(tensor, body);
            return;
        }

        var type = tensor.IsValidity ? ElementType.Boolean : _inputs[tensor.Parameter].Type;
        // A lone input may hold all features though it has the name of one.
        if (!HasShape(tensor, type) && IsMatrix(tensor))
        {
            tensor.Parameter = RequestTensor.Unknown;
            return;
        }

        if (tensor.IsValidity ? tensor.Element != ElementType.Boolean : !TensorDatatypes.Goes(tensor.Element!.Value, type.Element))
        {
            throw Malformed.Input(tensor, body,
                $"has the datatype {TensorDatatypes.NameOf(tensor.Element!.Value)}, but model '{Model.WireName}' takes {TensorDatatypes.NameOf(type.Element)} there.");
        }

        if (!HasShape(tensor, type))
        {
            throw Malformed.Input(tensor, body, string.Create(CultureInfo.InvariantCulture,
                $"has shape {tensor.ShapeIn(body)}, but model '{Model.WireName}' takes {(type.IsList ? $"[-1,{type.ListLength}]" : "[-1] or [-1,1]")} there."));
        }
    }

    public SqlInferenceException NoSuchInput(RequestTensor tensor, ReadOnlySpan<byte> body) => Malformed.Request(
        $"Model '{Model.WireName}' has no input '{tensor.NameIn(body)}'.", $"Its inputs are {Names(_inputs)}.");

    public SqlInferenceException NoSuchOutput(string name) => Malformed.Request($"Model '{Model.WireName}' has no output '{name}'.", $"Its outputs are {Names(_outputs)}.");

    /// <summary>One tensor of any name for all features, in the parameters' order, as clients of other servers send it.</summary>
    bool IsMatrix(RequestTensor tensor) => _isNumeric && tensor.Rank == 2 && tensor.Element != ElementType.Utf8 &&
        tensor.Width == (_inputs is [var only] ? only.Type.ElementsPerRow : _inputs.Any(input => input.Type.IsList) ? -1 : _inputs.Length);

    static bool HasShape(RequestTensor tensor, ColumnType type) => type.IsList
        ? tensor.Rank == 2 && tensor.Width == type.ListLength
        : tensor.Rank is 1 or 2 && tensor.Width == 1;

    static string Names(TensorPlan[] tensors) => string.Join(", ", tensors.Select(tensor => $"'{tensor.Text}'"));
}
