using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace SqlInference.TestKit;

/// <summary>
/// Files of MXNet's and of SageMaker's linear learner, byte by byte as genuine ones are laid out. The weights of what
/// SageMaker trained are others' property, so that none of its files is here.
/// </summary>
public static class MxNetFiles
{
    public static byte[] Arrays(params (string? Name, int[] Shape, float[] Values)[] arrays)
    {
        using var content = new MemoryStream();
        using var writer = new BinaryWriter(content);
        writer.Write(0x112L);
        writer.Write(0L);
        writer.Write((long)arrays.Length);
        foreach (var (_, shape, values) in arrays)
        {
            writer.Write(0xF993FAC9);
            writer.Write(0); // dense
            writer.Write(shape.Length);
            foreach (var size in shape)
                writer.Write((long)size);
            writer.Write(1); // CPU
            writer.Write(0);
            writer.Write(0); // float32
            foreach (var value in values)
                writer.Write(value);
        }

        var names = arrays.Select(array => array.Name).OfType<string>().ToList();
        writer.Write((long)names.Count);
        foreach (var name in names)
        {
            writer.Write((long)name.Length);
            writer.Write(Encoding.ASCII.GetBytes(name));
        }

        return content.ToArray();
    }

    /// <param name="weights">By feature, then by answer.</param>
    /// <param name="output">The operator that compares with the labels.</param>
    public static byte[] LinearLearner(string predictor, string loss, string output, float[] weights, float[] bias, double threshold = 0.5)
    {
        var features = weights.Length / bias.Length;
        using var content = new MemoryStream();
        using (var zip = new ZipArchive(content, ZipArchiveMode.Create))
        {
            void Add(string name, ReadOnlySpan<byte> bytes)
            {
                using var entry = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(bytes);
            }

            Add("mx-mod-0000.params", Arrays(("arg:fc0_bias", [1, bias.Length], bias), ("arg:fc0_weight", [features, bias.Length], weights)));
            Add("mx-mod-symbol.json", Encoding.UTF8.GetBytes($$"""
                {"nodes": [{"op": "null", "name": "data", "inputs": []}, {"op": "null", "name": "fc0_weight", "inputs": []},
                {"op": "dot", "name": "dot32", "inputs": [[0, 0, 0], [1, 0, 0]]}, {"op": "null", "name": "fc0_bias", "inputs": []},
                {"op": "broadcast_add", "name": "broadcast_plus32", "inputs": [[2, 0, 0], [3, 0, 0]]}, {"op": "null", "name": "out_label", "inputs": []},
                {"op": "{{output}}", "name": "output32", "inputs": [[4, 0, 0], [5, 0, 0]]}], "arg_nodes": [0, 1, 3, 5], "heads": [[6, 0, 0]]}
                """));
            Add("manifest.json", """{"additional-params.json": "json", "mx-mod": "mxnet_module", "version": 1}"""u8);
            Add("additional-params.json", Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
                $$"""{"threshold": {{threshold}}, "loss_type": "{{loss}}", "predictor_type": "{{predictor}}"}""")));
        }

        return content.ToArray();
    }
}
