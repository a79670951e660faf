using System.Security.Cryptography;
using SqlInference.Errors;
using SqlInference.Inference.Ngrams;

namespace SqlInference.Inference.Tests.Ngrams;

public sealed class NgramFileTests
{
    static readonly string[] Terms = ["good", "größe", "good\tgröße", "!", "good\tgröße\t!", new('x', 200)];

    [Fact]
    public void A_vectorizer_comes_back_as_it_was_written()
    {
        var settings = new NgramSettings { MaxLength = 3, Lowercase = false, Normalize = false };
        var bytes = NgramFile.Write(Vocabularies.Make(settings, Terms));
        var read = NgramFile.Read(bytes, "test");
        Assert.Equal(settings, read.Settings);
        Assert.Equal(bytes, NgramFile.Write(read));
        Assert.Equal(Terms.Order(), Enumerable.Range(0, read.Terms).Select(term => string.Join('\t', read.TokensOf(term))).Order());
        Assert.Equal(4, Vocabularies.Vectorize(read, "good größe!"u8.ToArray()).Count - 1);
    }

    [Fact]
    public void A_hashed_vectorizer_comes_back_as_it_was_written()
    {
        var bytes = NgramFile.Write(new(new() { HashBits = 8 }, null, [.. Enumerable.Range(0, 256).Select(i => (float)i)]));
        Assert.Equal(bytes, NgramFile.Write(NgramFile.Read(bytes, "test")));
    }

    [Fact]
    public void Every_truncation_and_every_changed_byte_is_refused()
    {
        var bytes = NgramFile.Write(Vocabularies.Make(new() { MaxLength = 3 }, Terms));
        Assert.Equal(ErrorConditions.ModelFileEmpty, Error([]).Condition);
        for (var i = 1; i < bytes.Length; i++)
            Assert.Equal(ErrorConditions.ModelFileInvalid, Error(bytes[..i]).Condition);
        for (var i = 0; i < bytes.Length; i++)
        {
            var damaged = bytes.ToArray();
            damaged[i] ^= 0x10;
            Assert.Equal(ErrorConditions.ModelFileInvalid, Error(damaged).Condition);
        }
    }

    [Fact]
    public void What_cannot_be_is_refused_although_the_checksum_is_right()
    {
        var bytes = NgramFile.Write(Vocabularies.Make(new() { MaxLength = 3 }, Terms));
        var random = new Random(11);
        var (refused, read) = (0, 0);
        for (var i = 0; i < 20_000; i++)
        {
            var body = bytes[..^32];
            for (var changes = random.Next(1, 4); changes > 0; changes--)
                body[random.Next(12, body.Length)] = (byte)random.Next(256);
            try
            {
                // What is read may be another vectorizer, but it has to be a sound one.
                Vocabularies.Vectorize(NgramFile.Read((byte[])[.. body, .. SHA256.HashData(body)], "test"), "good größe! x"u8.ToArray());
                read++;
            }
            catch (SqlInferenceException error)
            {
                Assert.Equal(ErrorConditions.ModelFileInvalid, error.Condition);
                refused++;
            }
        }

        Assert.True(refused > 0 && read > 0);
    }

    [Fact]
    public void Messages_say_what_is_wrong_with_the_file()
    {
        var bytes = NgramFile.Write(Vocabularies.Make(new(), ["good"]));
        Assert.Equal("The model file 'test' is not a text vectorizer.", Error("SIFOREST and more"u8.ToArray()).Message);
        bytes[8] = 2;
        Assert.Equal("The model file 'test' has format version 2; this program reads versions up to 1.", Error(bytes).Message);
    }

    static SqlInferenceException Error(byte[] bytes) => Assert.Throws<SqlInferenceException>(() => NgramFile.Read(bytes, "test"));
}
