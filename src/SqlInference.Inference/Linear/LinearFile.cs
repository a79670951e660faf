using System.Runtime.InteropServices;
using SqlInference.Errors;
using SqlInference.Inference.Formats;

namespace SqlInference.Inference.Linear;

/// <summary>Files of linear models; described in docs/text-classification.md.</summary>
public static class LinearFile
{
    static readonly SealedFile Format = new("SILINEAR", "linear model", 1);

    public static byte[] Write(LinearModel model) => Format.Write(writer =>
    {
        writer.Write(model.Outputs);
        writer.Write(model.DenseFeatures);
        writer.Write(model.Features);
        writer.Write(MemoryMarshal.AsBytes(model.Intercepts));
        writer.Write(MemoryMarshal.AsBytes(model.Weights));
    });

    /// <param name="name">What the file is called in error messages.</param>
    /// <exception cref="SqlInferenceException">The file is damaged, another one, or newer than this version.</exception>
    public static LinearModel Read(ReadOnlyMemory<byte> file, string name) => Format.Read(file, name, reader =>
    {
        var outputs = reader.Count(1, int.MaxValue, sizeof(float));
        var (denseFeatures, features) = (reader.Int32(), reader.Int32());
        SealedReader.Require(denseFeatures >= 0 && features >= denseFeatures, "its features cannot be");
        var intercepts = reader.Floats(outputs);
        return new LinearModel(denseFeatures, reader.Floats((long)features * outputs), intercepts);
    });
}
