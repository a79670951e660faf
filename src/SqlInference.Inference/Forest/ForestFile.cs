using System.Security.Cryptography;
using System.Text;
using SqlInference.Errors;

namespace SqlInference.Inference.Forest;

/// <summary>
/// Model files of random cut forests: a magic number and a version, the forest, and a SHA-256 of all before it. Plain
/// numbers and names, little-endian; described in docs/random-cut-forest.md.
/// </summary>
public static class ForestFile
{
    public const int CurrentVersion = 1;

    const int HashLength = 32;

    static ReadOnlySpan<byte> Magic => "SIFOREST"u8;

    public static void Write(Stream stream, RandomCutForest forest)
    {
        using var hash = SHA256.Create();
        using (var hashed = new CryptoStream(stream, hash, CryptoStreamMode.Write, leaveOpen: true))
        using (var writer = new BinaryWriter(hashed, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Magic);
            writer.Write(CurrentVersion);
            WriteForest(writer, forest);
        }

        stream.Write(hash.Hash!);
    }

    /// <exception cref="SqlInferenceException">The file is missing, damaged, or newer than this version.</exception>
    public static RandomCutForest Read(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            return Read(stream, path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SqlInferenceException(ErrorConditions.ModelFileMissing, $"There is no model file '{path}'.",
                "Check the path; on a server it is a path of the server.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SqlInferenceException(ErrorConditions.FileNotReadable,
                $"The model file '{path}' cannot be read: {exception.Message}", null, exception);
        }
    }

    /// <param name="stream">A seekable stream that holds nothing but the file.</param>
    /// <param name="name">What the file is called in error messages.</param>
    public static RandomCutForest Read(Stream stream, string name)
    {
        var length = stream.Length - stream.Position;
        if (length == 0)
            throw new SqlInferenceException(ErrorConditions.ModelFileEmpty, $"The model file '{name}' is empty.", "Train the model again, or restore the file.");
        CheckHeader(stream, length, name);
        var start = stream.Position;
        CheckHash(stream, length, name);
        stream.Position = start + Magic.Length + sizeof(int);
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        try
        {
            var forest = new ForestReader(reader, start + length - HashLength).Read();
            if (stream.Position != start + length - HashLength)
                throw new InvalidDataException("bytes are left over");
            return forest;
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or ArgumentException or FormatException)
        {
            throw Invalid(name, $"is not a sound random cut forest: {exception.Message}", exception);
        }
    }

    static void CheckHeader(Stream stream, long length, string name)
    {
        Span<byte> header = stackalloc byte[12];
        var start = stream.Position;
        var read = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        stream.Position = start;
        if (!header[..Math.Min(read, Magic.Length)].SequenceEqual(Magic[..Math.Min(read, Magic.Length)]))
            throw Invalid(name, "is not a random cut forest");
        if (length < header.Length + HashLength)
            throw Invalid(name, "is cut short");
        var version = BitConverter.ToInt32(header[Magic.Length..]);
        if (version > CurrentVersion)
        {
            throw new SqlInferenceException(ErrorConditions.ModelFileInvalid,
                $"The model file '{name}' has format version {version}; this program reads versions up to {CurrentVersion}.",
                "Upgrade SqlInference, or train the model again with this version.");
        }

        if (version < 1)
            throw Invalid(name, $"states format version {version}, which never was");
    }

    static void CheckHash(Stream stream, long length, string name)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        for (var left = length - HashLength; left > 0;)
        {
            var read = stream.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
            if (read == 0)
                throw Invalid(name, "is cut short");
            hash.AppendData(buffer, 0, read);
            left -= read;
        }

        var stored = new byte[HashLength];
        if (stream.ReadAtLeast(stored, HashLength, throwOnEndOfStream: false) < HashLength)
            throw Invalid(name, "is cut short");
        if (!stored.AsSpan().SequenceEqual(hash.GetHashAndReset()))
            throw Invalid(name, "is cut short or damaged: its checksum does not match its content");
    }

    static SqlInferenceException Invalid(string name, string what, Exception? inner = null) => new(ErrorConditions.ModelFileInvalid,
        $"The model file '{name}' {what}.", "Restore the file from its source, or train the model again.", inner);

    static void WriteForest(BinaryWriter writer, RandomCutForest forest)
    {
        var featurizer = forest.Featurizer;
        writer.Write(featurizer.Inputs.Count);
        foreach (var input in featurizer.Inputs)
        {
            writer.Write(input.Name);
            writer.Write((byte)input.Type.Element);
            writer.Write(input.Type.ListLength);
        }

        writer.Write(featurizer.Dimensions);
        foreach (var feature in featurizer.Features)
        {
            writer.Write(feature.Input);
            writer.Write(feature.Element);
            writer.Write((byte)feature.Kind);
            writer.Write(feature.Offset);
        }

        writer.Write(forest.SamplesPerTree);
        writer.Write(forest.ShingleSize);
        writer.Write(forest.Seed);
        writer.Write(forest.Trees.Count);
        foreach (var tree in forest.Trees)
            WriteTree(writer, tree);
    }

    static void WriteTree(BinaryWriter writer, ForestTree tree)
    {
        writer.Write(tree.Mass);
        writer.Write(tree.LeafCount);
        foreach (var dimension in tree.Dimensions)
            writer.Write(dimension);
        foreach (var cut in tree.Cuts)
            writer.Write(cut);
        foreach (var mass in tree.LeafMasses)
            writer.Write(mass);
        foreach (var value in tree.Points)
            writer.Write(value);
    }
}
