using System.Text;

namespace SqlInference.Inference.Onnx;

/// <summary>
/// Takes the ZipMap operators off a classifier before it is loaded. Scikit-learn's converters end models with them:
/// they turn the tensor of probabilities into a dictionary per row, which costs more than most models. The tensor that
/// would go in becomes the output instead, and is called as the ZipMap's output was.
/// </summary>
static class ZipMapRemoval
{
    const int GraphField = 7;
    const int NodeField = 1;
    const int OutputField = 12;
    const int NodeInput = 1;
    const int NodeOutput = 2;
    const int NodeType = 4;
    const int ValueName = 1;

    /// <summary>The model to load: the file's own bytes where there is nothing to take off.</summary>
    public static byte[] Apply(OnnxModelFile file)
    {
        if (!file.Facts.HasZipMap)
            return file.Content;
        try
        {
            return Rewrite(file.Content);
        }
        catch (ProtobufException)
        {
            // Damaged in a part that was not inspected; ONNX Runtime says in which.
            return file.Content;
        }
    }

    static byte[] Rewrite(byte[] model)
    {
        var rewritten = new MemoryStream(model.Length);
        var reader = new ProtobufReader(model);
        while (reader.Next())
        {
            if (reader.Field == GraphField)
                Write(rewritten, GraphField, WithoutZipMaps(reader.Bytes));
            else
                rewritten.Write(model, reader.FieldStart, reader.Position - reader.FieldStart);
        }

        return rewritten.ToArray();
    }

    static byte[] WithoutZipMaps(ReadOnlySpan<byte> graph)
    {
        var zipped = ZipMapsThatAreOutputs(graph);
        var rewritten = new MemoryStream(graph.Length);
        var reader = new ProtobufReader(graph);
        while (reader.Next())
        {
            // A node of type Identity keeps the name and the place of the ZipMap's output; ONNX Runtime drops it.
            if (reader.Field == NodeField && zipped.Contains(Text(reader.Bytes, NodeOutput)))
                Write(rewritten, NodeField, Identity(Text(reader.Bytes, NodeInput), Text(reader.Bytes, NodeOutput)));
            else if (reader.Field == OutputField && Text(reader.Bytes, ValueName) is var name && zipped.Contains(name))
                Write(rewritten, OutputField, FloatTensor(name));
            else
                rewritten.Write(graph[reader.FieldStart..reader.Position]);
        }

        return rewritten.ToArray();
    }

    static HashSet<string> ZipMapsThatAreOutputs(ReadOnlySpan<byte> graph)
    {
        var (zipMaps, outputs) = (new HashSet<string>(), new HashSet<string>());
        var reader = new ProtobufReader(graph);
        while (reader.Next())
        {
            if (reader.Field == NodeField && Text(reader.Bytes, NodeType) == "ZipMap")
                zipMaps.Add(Text(reader.Bytes, NodeOutput));
            else if (reader.Field == OutputField)
                outputs.Add(Text(reader.Bytes, ValueName));
        }

        zipMaps.IntersectWith(outputs);
        return zipMaps;
    }

    static byte[] Identity(string input, string output)
    {
        var node = new MemoryStream();
        Write(node, NodeInput, Encoding.UTF8.GetBytes(input));
        Write(node, NodeOutput, Encoding.UTF8.GetBytes(output));
        Write(node, NodeType, "Identity"u8);
        return node.ToArray();
    }

    /// <summary>ValueInfoProto: a name, and the type "tensor of float" of whatever shape.</summary>
    static byte[] FloatTensor(string name)
    {
        var output = new MemoryStream();
        Write(output, ValueName, Encoding.UTF8.GetBytes(name));
        Write(output, 2, [0x0A, 0x02, 0x08, 0x01]);
        return output.ToArray();
    }

    static string Text(ReadOnlySpan<byte> message, int field)
    {
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            if (reader.Field == field)
                return Encoding.UTF8.GetString(reader.Bytes);
        }

        return "";
    }

    static void Write(Stream to, int field, ReadOnlySpan<byte> payload)
    {
        WriteVarint(to, (uint)field << 3 | (uint)ProtobufReader.WireType.Bytes);
        WriteVarint(to, (uint)payload.Length);
        to.Write(payload);
    }

    static void WriteVarint(Stream to, uint value)
    {
        for (; value >= 0x80; value >>= 7)
            to.WriteByte((byte)(value | 0x80));
        to.WriteByte((byte)value);
    }
}
