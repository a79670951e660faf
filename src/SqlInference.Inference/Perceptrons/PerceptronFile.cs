using System.Runtime.InteropServices;
using SqlInference.Errors;
using SqlInference.Inference.Formats;

namespace SqlInference.Inference.Perceptrons;

/// <summary>Files of perceptrons; described in docs/perceptrons.md.</summary>
public static class PerceptronFile
{
    const int MostLayers = 100;

    static readonly SealedFile Format = new("SIPERCEP", "multilayer perceptron", 1);

    public static byte[] Write(PerceptronModel model) => Format.Write(writer =>
    {
        writer.Write(model.Layers.Count);
        foreach (var layer in model.Layers)
        {
            writer.Write(layer.Outputs);
            writer.Write(layer.Inputs);
            writer.Write(MemoryMarshal.AsBytes(layer.Intercepts));
            writer.Write(MemoryMarshal.AsBytes(layer.Weights));
        }
    });

    /// <param name="name">What the file is called in error messages.</param>
    /// <exception cref="SqlInferenceException">The file is damaged, another one, or newer than this version.</exception>
    public static PerceptronModel Read(ReadOnlyMemory<byte> file, string name) => Format.Read(file, name, reader =>
    {
        var layers = new PerceptronLayer[reader.Count(1, MostLayers, sizeof(float))];
        for (var layer = 0; layer < layers.Length; layer++)
        {
            var outputs = reader.Count(1, int.MaxValue, sizeof(float));
            var inputs = reader.Count(1, int.MaxValue, sizeof(float));
            SealedReader.Require(layer == 0 || inputs == layers[layer - 1].Outputs, "its layers do not go together");
            var intercepts = reader.Floats(outputs);
            layers[layer] = new(inputs, reader.Floats((long)inputs * outputs), intercepts);
        }

        return new PerceptronModel(layers);
    });
}
