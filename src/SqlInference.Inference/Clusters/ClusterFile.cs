using System.Runtime.InteropServices;
using SqlInference.Errors;
using SqlInference.Inference.Formats;

namespace SqlInference.Inference.Clusters;

/// <summary>Files of centres; described in docs/clusters.md.</summary>
public static class ClusterFile
{
    static readonly SealedFile Format = new("SICLUSTR", "cluster model", 1);

    public static byte[] Write(ClusterModel model) => Format.Write(writer =>
    {
        writer.Write(model.Count);
        writer.Write(model.Features);
        writer.Write(MemoryMarshal.AsBytes(model.Centres));
    });

    /// <param name="name">What the file is called in error messages.</param>
    /// <exception cref="SqlInferenceException">The file is damaged, another one, or newer than this version.</exception>
    public static ClusterModel Read(ReadOnlyMemory<byte> file, string name) => Format.Read(file, name, reader =>
    {
        var count = reader.Count(1, int.MaxValue, sizeof(float));
        var features = reader.Count(1, int.MaxValue, sizeof(float));
        return new ClusterModel(features, reader.Floats((long)count * features));
    });
}
