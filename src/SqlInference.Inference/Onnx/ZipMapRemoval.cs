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

    /// <summary>The model to load: the file's own bytes where there is nothing to take off.</summary>
    public static byte[] Apply(OnnxModelFile file)
    {
        if (file.Facts.ZipMaps.Count == 0)
            return file.Content;

        var rewritten = new MemoryStream(file.Content.Length);
        var reader = new ProtobufReader(file.Content);
        while (reader.Next())
        {
            if (reader.Field == GraphField)
                Write(rewritten, GraphField, WithoutZipMaps(reader.Bytes, file.Facts.ZipMaps));
            else
                rewritten.Write(file.Content, reader.FieldStart, reader.Position - reader.FieldStart);
        }

        return rewritten.ToArray();
    }

    static byte[] WithoutZipMaps(ReadOnlySpan<byte> graph, IReadOnlyList<(string Input, string Output)> zipMaps)
    {
        var rewritten = new MemoryStream(graph.Length);
        var reader = new ProtobufReader(graph);
        while (reader.Next())
        {
            // A node of type Identity keeps the name and the place of the ZipMap's output; ONNX Runtime drops it.
            if (reader.Field == NodeField && Text(reader.Bytes, 4) == "ZipMap")
                Write(rewritten, NodeField, Identity(Text(reader.Bytes, 1), Text(reader.Bytes, 2)));
            else if (reader.Field == OutputField && Text(reader.Bytes, 1) is var name && zipMaps.Any(zipMap => zipMap.Output == name))
                Write(rewritten, OutputField, FloatTensor(name));
            else
                rewritten.Write(graph[reader.FieldStart..reader.Position]);
        }

        return rewritten.ToArray();
    }

    static byte[] Identity(string input, string output)
    {
        var node = new MemoryStream();
        Write(node, 1, Encoding.UTF8.GetBytes(input));
        Write(node, 2, Encoding.UTF8.GetBytes(output));
        Write(node, 4, "Identity"u8);
        return node.ToArray();
    }

    /// <summary>ValueInfoProto: a name, and the type "tensor of float" of whatever shape.</summary>
    static byte[] FloatTensor(string name)
    {
        var output = new MemoryStream();
        Write(output, 1, Encoding.UTF8.GetBytes(name));
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
