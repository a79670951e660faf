using System.Text;
using SqlInference.TestKit;

namespace SqlInference.Inference.Tests.Text;

/// <summary>What BERT's tokenizer does, written down by hand.</summary>
public sealed class WordPieceTests
{
    [Theory]
    [InlineData("unaffable", "un ##aff ##able")]
    [InlineData("affable", "aff ##able")]
    [InlineData("Hello, World!", "hello , world !")]
    [InlineData("hello hello", "hello hello")]
    [InlineData("  \t hello\r\n\u00A0world\u3000", "hello world")]
    [InlineData("ice-cream", "ice [UNK] [UNK]")]
    [InlineData("icecream", "ice ##cream")]
    [InlineData("don't", "don ' t")]
    [InlineData("$a", "$ a")]
    [InlineData("unknownword hello", "[UNK] hello")]
    [InlineData("helloworld", "[UNK]")]
    [InlineData("", "")]
    [InlineData(" \n ", "")]
    public void Words_become_the_longest_pieces(string text, string tokens)
    {
        using var folder = TokenizerFolder.WordPiece("""{"do_lower_case": true}""");
        Assert.Equal(tokens, folder.Tokens(text));
    }

    [Theory]
    [InlineData("Café", "cafe")]
    [InlineData("CAFE\u0301", "cafe")]
    [InlineData("naïve", "naive")]
    [InlineData("résumé", "[UNK]")] // the vocabulary's own accents are never met
    [InlineData("İ", "i")]
    [InlineData("Σ", "σ")]
    [InlineData("ς", "[UNK]")]
    [InlineData("ß", "ß")]
    [InlineData("²", "²")]
    [InlineData("가", "[UNK]")] // decomposed into jamo, which are letters and no marks
    public void Accents_are_stripped_and_letters_made_small(string text, string tokens)
    {
        using var folder = TokenizerFolder.WordPiece("""{"do_lower_case": true}""");
        Assert.Equal(tokens, folder.Tokens(text));
    }

    [Theory]
    [InlineData("""{"do_lower_case": false}""", "Ü résumé ü", "Ü résumé ü")]
    [InlineData("""{"do_lower_case": false}""", "HELLO", "[UNK]")]
    [InlineData("""{"do_lower_case": true, "strip_accents": false}""", "Résumé Ü İ", "résumé ü i ##\u0307")]
    [InlineData("""{"do_lower_case": false, "strip_accents": true}""", "café", "cafe")]
    [InlineData("""{"do_lower_case": true, "tokenize_chinese_chars": false}""", "中国", "[UNK]")]
    [InlineData("""{}""", "Ü", "Ü")] // nothing said, and the vocabulary has capitals
    public void Settings_say_what_happens_to_letters(string settings, string text, string tokens)
    {
        using var folder = TokenizerFolder.WordPiece(settings);
        Assert.Equal(tokens, folder.Tokens(text));
    }

    [Theory]
    [InlineData("中国", "中 国")]
    [InlineData("hello中world", "hello 中 world")]
    [InlineData("のの", "[UNK]")] // kana are letters like others
    [InlineData("hello…", "hello …")]
    [InlineData("hello\u2014world", "hello [UNK] world")]
    [InlineData("😀 hello", "[UNK] hello")]
    [InlineData("a😀", "[UNK]")] // an emoji is no punctuation
    public void Scripts_and_symbols_are_split_as_in_training(string text, string tokens)
    {
        using var folder = TokenizerFolder.WordPiece("""{"do_lower_case": true}""");
        Assert.Equal(tokens, folder.Tokens(text));
    }

    [Theory]
    [InlineData("he\u0000llo", "hello")]
    [InlineData("he\u0007llo", "hello")]
    [InlineData("he\u007Fllo", "hello")]
    [InlineData("he\u200Bllo", "hello")] // a format character
    [InlineData("he\uFFFDllo", "hello")]
    [InlineData("he\uE000llo", "hello")] // private use
    [InlineData("he\u0085llo", "hello")] // a control character before it is white space
    [InlineData("hello\u2028world", "hello world")]
    public void Control_characters_go(string text, string tokens)
    {
        using var folder = TokenizerFolder.WordPiece();
        Assert.Equal(tokens, folder.Tokens(text));
    }

    [Fact]
    public void Bytes_that_are_no_characters_go()
    {
        using var folder = TokenizerFolder.WordPiece();
        Assert.Equal("hello world", folder.Tokens([.. "hel"u8, 0xFF, .. "lo "u8, 0xC3, .. "world"u8, 0xF0, 0x9F]));
    }

    [Theory]
    [InlineData(100, "a ##a")]
    [InlineData(101, "[UNK]")]
    public void Words_of_more_than_100_characters_are_unknown(int length, string firstTokens)
    {
        using var folder = TokenizerFolder.WordPiece();
        var tokens = folder.Tokens(new string('a', length));
        Assert.StartsWith(firstTokens, tokens, StringComparison.Ordinal);
        Assert.Equal(length == 100 ? 100 : 1, tokens.Split(' ').Length);
    }

    [Fact]
    public void Length_is_counted_in_characters()
    {
        using var folder = TokenizerFolder.WordPiece("""{"do_lower_case": true, "strip_accents": false}""");
        // 100 characters of two bytes each, none of them in the vocabulary, and the known ones.
        Assert.Equal("[UNK]", folder.Tokens(string.Concat(Enumerable.Repeat("é", 100))));
        Assert.Equal(99, folder.Tokens("i" + string.Concat(Enumerable.Repeat("\u0307", 98)) + " hello").Split(' ').Length - 1);
    }

    [Fact]
    public void Special_tokens_stand_around_the_text_and_are_found_in_it()
    {
        using var folder = TokenizerFolder.WordPiece();
        Assert.Equal([2, 9, 3], folder.Ids("hello"));
        Assert.Equal([2, 3], folder.Ids(""));
        Assert.Equal("hello [SEP] world [MASK]", folder.Tokens("hello[SEP]world [MASK]"));
        Assert.Equal("[UNK] [UNK] [UNK]", folder.Tokens("[sep]")); // only as it is written
    }

    [Fact]
    public void A_text_that_is_too_long_loses_its_end()
    {
        using var folder = TokenizerFolder.WordPiece();
        Assert.Equal([2, 9, 10, 3], folder.Ids("hello world hello", 4));
        Assert.Equal([2, 5, 6, 3], folder.Ids("unaffable", 4));
        Assert.Equal([2, 9, 9, 3], folder.Ids(string.Concat(Enumerable.Repeat("hello ", 200_000)), 4));
    }

    [Fact]
    public void Settings_name_the_special_tokens()
    {
        using var folder = new TokenizerFolder().Write("vocab.txt", "<p>\r\n<u>\r\n<c>\r\n<e>\r\nhello\r\n")
            .Write("special_tokens_map.json", """{"unk_token": "<u>", "cls_token": {"content": "<c>", "lstrip": false}, "sep_token": "<e>", "pad_token": "<p>"}""");
        Assert.Equal([2, 4, 1, 3], folder.Ids("hello you"));
        Assert.Equal(0, folder.Tokenizer.PadId);
    }

    [Fact]
    public void Added_tokens_are_cut_out_first()
    {
        using var folder = TokenizerFolder.WordPiece("""
            {"do_lower_case": true, "added_tokens_decoder": {
              "40": {"content": "<b>", "lstrip": true, "rstrip": true, "normalized": false, "special": true},
              "41": {"content": "Unhello", "single_word": true, "normalized": true, "special": false},
              "42": {"content": "<b>!", "normalized": false, "special": true}}}
            """);
        Assert.Equal([2, 9, 40, 10, 3], folder.Ids("hello <b> world"));
        Assert.Equal([2, 42, 3], folder.Ids("<b>!"));
        Assert.Equal([2, 9, 41, 3], folder.Ids("hello UNHELLO"));
        Assert.Equal([2, 1, 3], folder.Ids("unhelloa"));
        Assert.Equal(43, folder.Tokenizer.VocabularySize);
    }

    [Fact]
    public void Nothing_crashes_on_random_bytes()
    {
        using var folder = TokenizerFolder.WordPiece("""{"do_lower_case": true}""");
        var random = new Random(1);
        for (var i = 0; i < 2000; i++)
        {
            var text = new byte[random.Next(200)];
            random.NextBytes(text);
            var ids = folder.Ids(text, 32);
            Assert.InRange(ids.Length, 2, 32);
            Assert.All(ids, id => Assert.InRange(id, 0, TokenizerFolder.Words.Length - 1));
            Assert.Equal(ids, folder.Ids(text, 32));
            // Bytes that are no characters count for nothing, so the repaired text has the same tokens.
            Assert.Equal(ids, folder.Ids(Encoding.UTF8.GetString(text), 32));
        }
    }

    [Fact]
    public void Encoding_allocates_nothing_per_text()
    {
        using var folder = TokenizerFolder.WordPiece("""{"do_lower_case": true}""");
        var text = Encoding.UTF8.GetBytes("Hello unaffable Café 中国 [SEP] world!");
        var tokens = new Inference.Text.GrowingList<int>();
        var scratch = new Inference.Text.TokenizerScratch();
        for (var i = 0; i < 100; i++)
            Encode();
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 100; i++)
                Encode();
        }));

        void Encode()
        {
            tokens.Clear();
            folder.Tokenizer.Encode(text, 512, scratch, tokens);
        }
    }
}
