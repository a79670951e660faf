namespace SqlInference.Inference.Onnx;

/// <summary>What a file that is not an ONNX model usually is instead.</summary>
static class ForeignFormat
{
    const string Export = "Export the model to ONNX, for example with skl2onnx, onnxmltools or torch.onnx.";

    public static (string Name, string Hint)? Recognise(ReadOnlySpan<byte> content) => content switch
    {
        [0x1F, 0x8B, ..] => ("a gzip archive", "Unpack it, or name a .tar.gz file so that it is unpacked."),
        [(byte)'P', (byte)'K', 3, 4, ..] => ("a zip archive, as PyTorch and Keras write them", Export),
        [0x80, >= 2 and <= 5, ..] => ("a Python pickle", Export),
        [0x89, (byte)'H', (byte)'D', (byte)'F', ..] => ("an HDF5 file, as Keras writes them", Export),
        _ when content.StartsWith("version https://git-lfs"u8) => ("a Git LFS pointer", "Fetch the file itself: git lfs pull."),
        _ when content[..Math.Min(content.Length, 64)].TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..] => ("a JSON file", "Set FORMAT to what it is (XGBOOST, LINEAR_LEARNER, RANDOM_CUT_FOREST), or export the model to ONNX."),
        _ when content[..Math.Min(content.Length, 64)].TrimStart(" \t\r\n"u8) is [(byte)'<', ..] => ("a web page", "Download the model again; the server answered with a page."),
        _ => null,
    };
}
