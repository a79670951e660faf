using System.Security.Cryptography;
using System.Text;
using SqlInference.Errors;

namespace SqlInference.Inference.Formats;

/// <summary>
/// Files that are read whole and believed in nothing: eight bytes that name the kind, a version, the body, and a SHA-256 of
/// all before it. Little-endian.
/// </summary>
/// <param name="magic">Eight ASCII characters.</param>
/// <param name="kind">What the file is called in messages, as in "a linear model".</param>
sealed class SealedFile(string magic, string kind, int currentVersion)
{
    const int HashLength = 32;
    const int HeaderLength = 8 + sizeof(int);

    public byte[] Write(Action<BinaryWriter> writeBody)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Encoding.ASCII.GetBytes(magic));
            writer.Write(currentVersion);
            writeBody(writer);
        }

        stream.Write(SHA256.HashData(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        return stream.ToArray();
    }

    /// <param name="name">What the file is called in error messages.</param>
    /// <exception cref="SqlInferenceException">The file is empty, damaged, another one, or newer than this version.</exception>
    public T Read<T>(ReadOnlyMemory<byte> file, string name, Func<SealedReader, T> readBody)
    {
        CheckHeader(file.Span, name);
        try
        {
            var reader = new SealedReader(file[HeaderLength..^HashLength]);
            var read = readBody(reader);
            SealedReader.Require(reader.Left == 0, "bytes are left over");
            return read;
        }
        catch (InvalidDataException exception)
        {
            throw Invalid(name, $"is not a sound {kind}: {exception.Message}", exception);
        }
    }

    void CheckHeader(ReadOnlySpan<byte> file, string name)
    {
        if (file.IsEmpty)
            throw new SqlInferenceException(ErrorConditions.ModelFileEmpty, $"The model file '{name}' is empty.", "Train the model again, or restore the file.");
        var present = Math.Min(file.Length, magic.Length);
        if (!file[..present].SequenceEqual(Encoding.ASCII.GetBytes(magic).AsSpan(0, present)))
            throw Invalid(name, $"is not a {kind}");
        if (file.Length < HeaderLength + HashLength)
            throw Invalid(name, "is cut short");
        var version = BitConverter.ToInt32(file[magic.Length..]);
        if (version > currentVersion)
        {
            throw new SqlInferenceException(ErrorConditions.ModelFileInvalid,
                $"The model file '{name}' has format version {version}; this program reads versions up to {currentVersion}.",
                "Upgrade SqlInference, or train the model again with this version.");
        }

        if (version < 1)
            throw Invalid(name, $"states format version {version}, which never was");
        if (!SHA256.HashData(file[..^HashLength]).AsSpan().SequenceEqual(file[^HashLength..]))
            throw Invalid(name, "is cut short or damaged: its checksum does not match its content");
    }

    static SqlInferenceException Invalid(string name, string what, Exception? inner = null) => new(ErrorConditions.ModelFileInvalid,
        $"The model file '{name}' {what}.", "Restore the file from its source, or train the model again.", inner);
}
