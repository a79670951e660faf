using System.Runtime.InteropServices;
using SqlInference.Errors;
using SqlInference.Inference.Formats;

namespace SqlInference.Inference.Ngrams;

/// <summary>Files of n-gram vectorizers; described in docs/text-classification.md.</summary>
public static class NgramFile
{
    static readonly SealedFile Format = new("SINGRAMS", "text vectorizer", 1);

    [Flags]
    enum Switches : byte
    {
        Lowercase = 1,
        Symbols = 2,
        Sublinear = 4,
        Normalize = 8,
    }

    public static byte[] Write(NgramVectorizer vectorizer) => Format.Write(writer =>
    {
        WriteSettings(writer, vectorizer.Settings);
        if (vectorizer.Vocabulary is { } vocabulary)
            WriteVocabulary(writer, vocabulary);
        writer.Write(MemoryMarshal.AsBytes(vectorizer.Idf));
    });

    /// <param name="name">What the file is called in error messages.</param>
    /// <exception cref="SqlInferenceException">The file is damaged, another one, or newer than this version.</exception>
    public static NgramVectorizer Read(ReadOnlyMemory<byte> file, string name) => Format.Read(file, name, reader =>
    {
        var settings = ReadSettings(reader);
        var vocabulary = settings.HashBits == 0 ? ReadVocabulary(reader, settings) : null;
        var idf = reader.Floats(vocabulary?.Terms ?? 1 << settings.HashBits);
        return new NgramVectorizer(settings, vocabulary, idf);
    });

    static void WriteSettings(BinaryWriter writer, NgramSettings settings)
    {
        writer.Write((byte)settings.Unit);
        writer.Write((byte)settings.MinLength);
        writer.Write((byte)settings.MaxLength);
        writer.Write((byte)settings.MinTokenCharacters);
        writer.Write((byte)settings.HashBits);
        writer.Write((byte)((settings.Lowercase ? Switches.Lowercase : 0) | (settings.Symbols ? Switches.Symbols : 0)
            | (settings.Sublinear ? Switches.Sublinear : 0) | (settings.Normalize ? Switches.Normalize : 0)));
    }

    static NgramSettings ReadSettings(SealedReader reader)
    {
        var settings = new NgramSettings
        {
            Unit = (NgramUnit)reader.Byte(),
            MinLength = reader.Byte(),
            MaxLength = reader.Byte(),
            MinTokenCharacters = reader.Byte(),
            HashBits = reader.Byte(),
        };
        var switches = (Switches)reader.Byte();
        SealedReader.Require(settings.IsSound, "its settings cannot be");
        return settings with
        {
            Lowercase = switches.HasFlag(Switches.Lowercase),
            Symbols = switches.HasFlag(Switches.Symbols),
            Sublinear = switches.HasFlag(Switches.Sublinear),
            Normalize = switches.HasFlag(Switches.Normalize),
        };
    }

    static void WriteVocabulary(BinaryWriter writer, NgramVocabulary vocabulary)
    {
        var tokens = vocabulary.Tokens;
        writer.Write(tokens.Count);
        for (var token = 0; token < tokens.Count; token++)
        {
            writer.Write((byte)tokens[token].Length);
            writer.Write(tokens[token]);
        }

        writer.Write(vocabulary.Nodes - tokens.Count);
        for (var node = tokens.Count; node < vocabulary.Nodes; node++)
        {
            writer.Write(vocabulary.Parent(node));
            writer.Write(vocabulary.LastToken(node));
        }

        foreach (var term in vocabulary.TermOfNode)
            writer.Write((byte)(term == NgramVocabulary.None ? 0 : 1));
    }

    static NgramVocabulary ReadVocabulary(SealedReader reader, NgramSettings settings)
    {
        var tokens = new TokenTable();
        for (var left = reader.Count(0, int.MaxValue, 2); left > 0; left--)
        {
            int length = reader.Byte();
            SealedReader.Require(length is > 0 and <= TokenReader.MostTokenBytes, "a token has an impossible length");
            var before = tokens.Count;
            SealedReader.Require(tokens.FindOrAdd(reader.Take(length)) == before, "a token stands twice");
        }

        var vocabulary = new NgramVocabulary(tokens);
        for (var left = reader.Count(0, int.MaxValue, 2 * sizeof(int)); left > 0; left--)
        {
            var (parent, token) = (reader.Int32(), reader.Int32());
            SealedReader.Require((uint)parent < (uint)vocabulary.Nodes && (uint)token < (uint)tokens.Count, "an n-gram continues none");
            SealedReader.Require(vocabulary.TryAdd(parent, token), "an n-gram stands twice");
            SealedReader.Require(vocabulary.NodeLength(vocabulary.Nodes - 1) <= settings.MaxLength, "an n-gram is too long");
        }

        for (var node = 0; node < vocabulary.Nodes; node++)
        {
            if (reader.Byte() != 0)
                vocabulary.MakeTerm(node);
        }

        return vocabulary;
    }
}
