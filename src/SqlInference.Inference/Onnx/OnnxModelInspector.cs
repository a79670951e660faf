using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SqlInference.Inference.Onnx;

/// <summary>
/// Reads out of a serialized model what ONNX Runtime does not say, or says too late: which other files it wants to
/// read, its class labels, the operators it uses. Field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
/// </summary>
sealed class OnnxModelInspector
{
    /// <summary>Graphs nest in attributes of nodes; real models go three or four levels deep.</summary>
    const int DeepestNesting = 64;

    /// <summary>The entry of a model's metadata that says what its probabilities stand for, as a list in JSON. Ours; no operator says it.</summary>
    public const string ClassLabelsKey = "class_labels";

    readonly Dictionary<string, long> _externalData = [];
    readonly List<IReadOnlyList<string>> _classLabels = [];
    readonly HashSet<(string, string)> _operators = [];
    readonly Dictionary<string, FeatureCount> _featureCounts = [];
    readonly Dictionary<string, string> _sameWidthAs = [];
    readonly List<(string Name, bool IsText)> _inputs = [];
    bool _hasGraph;

    /// <exception cref="ProtobufException">The bytes are not an ONNX model.</exception>
    public static OnnxFileFacts Inspect(ReadOnlySpan<byte> model)
    {
        var inspector = new OnnxModelInspector();
        inspector.ReadModel(model);
        if (!inspector._hasGraph)
            throw new ProtobufException(truncated: false);
        return new OnnxFileFacts
        {
            ExternalData = inspector._externalData,
            ClassLabels = inspector._classLabels,
            Operators = inspector._operators,
            FeatureCounts = inspector._featureCounts,
            Inputs = inspector._inputs,
        };
    }

    void ReadModel(ReadOnlySpan<byte> model)
    {
        var reader = new ProtobufReader(model);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 7: // graph
                    _hasGraph = true;
                    ReadGraph(Message(reader), depth: 0);
                    break;
                case 14: // metadata_props
                    ReadMetadata(Message(reader));
                    break;
                case 20: // training_info: initialization, algorithm
                    ReadTraining(Message(reader));
                    break;
                case 25: // functions
                    ReadFunction(Message(reader));
                    break;
                case 1 or 5: // ir_version, model_version
                    Require(reader.Wire == ProtobufReader.WireType.Varint);
                    break;
                default:
                    // Everything else in a model is a message or text; numbers above those that are used are foreign.
                    Require(reader.Wire == ProtobufReader.WireType.Bytes && reader.Field < 100);
                    break;
            }
        }
    }

    void ReadMetadata(ReadOnlySpan<byte> entry)
    {
        var (key, value) = ("", "");
        var reader = new ProtobufReader(entry);
        while (reader.Next())
        {
            if (reader.Field == 1)
                key = Text(reader);
            else if (reader.Field == 2)
                value = Text(reader);
        }

        if (key == ClassLabelsKey && TextsIn(value) is { Count: > 0 } labels)
            _classLabels.Add(labels);
    }

    /// <summary>None where the text is no list of texts in JSON.</summary>
    static IReadOnlyList<string> TextsIn(string json)
    {
        try
        {
            return JsonNode.Parse(json) is JsonArray list && list.All(item => item?.GetValueKind() == JsonValueKind.String) ? [.. list.Select(item => (string)item!)] : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    void ReadTraining(ReadOnlySpan<byte> training)
    {
        var reader = new ProtobufReader(training);
        while (reader.Next())
        {
            if (reader.Field is 1 or 2)
                ReadGraph(Message(reader), depth: 1);
        }
    }

    void ReadFunction(ReadOnlySpan<byte> function)
    {
        var reader = new ProtobufReader(function);
        while (reader.Next())
        {
            if (reader.Field == 7) // node
                ReadNode(Message(reader), depth: 1);
            else if (reader.Field == 11) // attribute_proto
                ReadAttribute(Message(reader), new NodeAttributes(), depth: 1);
        }
    }

    void ReadGraph(ReadOnlySpan<byte> graph, int depth)
    {
        Require(depth < DeepestNesting);
        var reader = new ProtobufReader(graph);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    ReadNode(Message(reader), depth);
                    break;
                case 5: // initializer
                    ReadTensor(Message(reader));
                    break;
                case 11 when depth == 0: // input
                    ReadInput(Message(reader));
                    break;
                case 15: // sparse_initializer
                    ReadSparseTensor(Message(reader));
                    break;
            }
        }
    }

    void ReadInput(ReadOnlySpan<byte> input)
    {
        const ulong text = 8;
        var (name, isText) = ("", false);
        var reader = new ProtobufReader(input);
        while (reader.Next())
        {
            if (reader.Field == 1)
                name = Text(reader);
            else if (reader.Field == 2) // type, whose field 1 is a tensor, whose field 1 is the type of its elements
                isText = Inside(Inside(Message(reader), out _), out var element).IsEmpty && element == text;
        }

        _inputs.Add((name, isText));
    }

    /// <summary>Field 1 of a message: its bytes or its number.</summary>
    static ReadOnlySpan<byte> Inside(ReadOnlySpan<byte> message, out ulong number)
    {
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            if (reader.Field == 1)
            {
                number = reader.Number;
                return reader.Bytes;
            }
        }

        number = 0;
        return default;
    }

    void ReadNode(ReadOnlySpan<byte> node, int depth)
    {
        var (domain, type, input, output) = ("", "", (string?)null, (string?)null);
        var attributes = new NodeAttributes();
        var reader = new ProtobufReader(node);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    input ??= Text(reader);
                    break;
                case 2:
                    output ??= Text(reader);
                    break;
                case 4:
                    type = Text(reader);
                    break;
                case 5:
                    ReadAttribute(Message(reader), attributes, depth);
                    break;
                case 7:
                    domain = Text(reader);
                    break;
            }
        }

        _operators.Add((domain, type));
        if (attributes.ClassLabels is { Count: > 0 } labels)
            _classLabels.Add(labels);
        if (depth == 0 && input is not null && output is not null)
            ReadWidth(type, _sameWidthAs.GetValueOrDefault(input, input), output, attributes);
    }

    /// <summary>Nodes stand in the order in which they run, so that what changes no width can be looked through.</summary>
    void ReadWidth(string type, string input, string output, NodeAttributes attributes)
    {
        if (type is "Cast" or "Identity" or "Imputer" or "Scaler" or "Normalizer" or "Binarizer")
            _sameWidthAs[output] = input;
        if (attributes.FeatureCount(type) is { Count: > 0 } features
            && (!_featureCounts.TryGetValue(input, out var known) || known.Count < features.Count))
        {
            _featureCounts[input] = features;
        }
    }

    void ReadAttribute(ReadOnlySpan<byte> attribute, NodeAttributes attributes, int depth)
    {
        var value = new NodeAttributes.Value(AttributeName(attribute));
        // The arrays of a large forest are long, and mostly of no interest.
        var wanted = NodeAttributes.Wants(value.Name);
        var reader = new ProtobufReader(attribute);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 3: // i
                    value.Integer = (long)reader.Number;
                    break;
                case 5 or 10: // t, tensors
                    ReadTensor(Message(reader));
                    break;
                case 6 or 11: // g, graphs
                    ReadGraph(Message(reader), depth + 1);
                    break;
                case 7 when wanted: // floats
                    value.FloatCount += reader.Wire == ProtobufReader.WireType.Fixed32 ? 1 : reader.Bytes.Length / sizeof(float);
                    break;
                case 8 when wanted: // ints
                    reader.AppendIntegers(value.Integers);
                    break;
                case 9 when wanted: // strings
                    value.Texts.Add(Text(reader));
                    break;
                case 22 or 23: // sparse_tensor, sparse_tensors
                    ReadSparseTensor(Message(reader));
                    break;
            }
        }

        attributes.Add(value);
    }

    static string AttributeName(ReadOnlySpan<byte> attribute)
    {
        var name = "";
        var reader = new ProtobufReader(attribute);
        while (reader.Next())
        {
            if (reader.Field == 1)
                name = Text(reader);
        }

        return name;
    }

    void ReadSparseTensor(ReadOnlySpan<byte> sparse)
    {
        var reader = new ProtobufReader(sparse);
        while (reader.Next())
        {
            if (reader.Field is 1 or 2) // values, indices
                ReadTensor(Message(reader));
        }
    }

    /// <summary>Collects every location that is written down, whether or not the tensor says that it uses it.</summary>
    void ReadTensor(ReadOnlySpan<byte> tensor)
    {
        var locations = new List<string>();
        long offset = 0, length = 0;
        var reader = new ProtobufReader(tensor);
        while (reader.Next())
        {
            if (reader.Field == 13) // external_data
                ReadExternalData(Message(reader), locations, ref offset, ref length);
        }

        foreach (var location in locations)
            _externalData[location] = Math.Max(_externalData.GetValueOrDefault(location), offset + length);
    }

    static void ReadExternalData(ReadOnlySpan<byte> entry, List<string> locations, ref long offset, ref long length)
    {
        var (keys, values) = (new List<string>(), new List<string>());
        var reader = new ProtobufReader(entry);
        while (reader.Next())
        {
            if (reader.Field == 1)
                keys.Add(Text(reader));
            else if (reader.Field == 2)
                values.Add(Text(reader));
        }

        // Of a field that occurs twice the last one counts; taking all leaves nothing to argue about.
        if (keys.Contains("location"))
            locations.AddRange(values);
        else if (keys.Contains("offset") && values.Count > 0)
            Require(long.TryParse(values[^1], out offset) && offset is >= 0 and < long.MaxValue / 2);
        else if (keys.Contains("length") && values.Count > 0)
            Require(long.TryParse(values[^1], out length) && length is >= 0 and < long.MaxValue / 2);
    }

    static ReadOnlySpan<byte> Message(in ProtobufReader reader)
    {
        Require(reader.Wire == ProtobufReader.WireType.Bytes);
        return reader.Bytes;
    }

    static string Text(in ProtobufReader reader)
    {
        Require(reader.Wire == ProtobufReader.WireType.Bytes);
        return Encoding.UTF8.GetString(reader.Bytes);
    }

    static void Require(bool condition)
    {
        if (!condition)
            throw new ProtobufException(truncated: false);
    }
}
