using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using SqlInference.Inference.Text;
using SqlInference.Inference.Text.PreTokenizers;

namespace SqlInference.Inference.Tests.Text;

/// <summary>GPT-2's and RoBERTa's tokenizers, with a small vocabulary and merges that are written down by hand.</summary>
public sealed partial class ByteLevelTests
{
    static readonly string[] Merges = ["l o", "lo w", "e r", "Ġ low", "Ġ l", "n e", "ne w", "low er", "Ġ Ġ", "Ã ©", "a a", "aa aa"];
    static readonly string[] Special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"];

    /// <summary>The special tokens, then all bytes as the vocabulary writes them, then what the merges give.</summary>
    static readonly string[] Tokens = [.. Special, .. Enumerable.Range(0, 256).Select(value => Letter((byte)value)), .. Merges.Select(pair => pair.Replace(" ", "", StringComparison.Ordinal)).Distinct()];

    static string Vocabulary(IEnumerable<string> tokens) => JsonSerializer.Serialize(tokens.Select((token, id) => (token, id)).ToDictionary(pair => pair.token, pair => pair.id));

    static TokenizerFolder Folder(string settings = "{}") => new TokenizerFolder()
        .Write("vocab.json", Vocabulary(Tokens))
        .Write("merges.txt", "#version: 0.2\n" + string.Join('\n', Merges) + "\n")
        .Write("tokenizer_config.json", settings);

    /// <summary>Printable characters of Latin-1 stand for themselves, the others for the characters from U+0100 on.</summary>
    static string Letter(byte value)
    {
        static bool Printable(int value) => value is (>= '!' and <= '~') or (>= '¡' and <= '¬') or (>= '®' and <= 'ÿ');
        return ((char)(Printable(value) ? value : 0x100 + Enumerable.Range(0, value).Count(other => !Printable(other)))).ToString();
    }

    static byte[] Detokenised(IEnumerable<int> ids)
    {
        var letters = Enumerable.Range(0, 256).ToDictionary(value => Letter((byte)value)[0], value => (byte)value);
        return [.. ids.SelectMany(id => Tokens[id].Select(letter => letters[letter]))];
    }

    static string[] Inside(TokenizerFolder folder, string text) => [.. folder.Ids(text)[1..^1].Select(id => Tokens[id])];

    [Theory]
    [InlineData("lower", "lower")]
    [InlineData("slower", "s", "lower")]
    [InlineData("loer", "lo", "er")]
    [InlineData("low low", "low", "Ġlow")]
    [InlineData(" lo", "Ġ", "lo")] // l and o are merged first, and then nothing is left that the blank merges with
    [InlineData("new  new", "new", "Ġ", "Ġ", "new")]
    [InlineData("é", "Ã©")]
    [InlineData("aaaaa", "aaaa", "a")]
    [InlineData("l'lower", "l", "'", "lower")]
    [InlineData("")]
    public void Neighbours_are_merged_by_rank(string text, params string[] tokens)
    {
        using var folder = Folder();
        Assert.Equal(tokens, Inside(folder, text));
    }

    [Theory]
    [InlineData("I'm you're he'S", "I|'m| you|'re| he|'|S")]
    [InlineData("we'll, we've'd", "we|'ll|,| we|'ve|'d")]
    [InlineData("a1b22 33", "a|1|b|22| 33")]
    [InlineData("x  y   z", "x| | y|  | z")]
    [InlineData("x\ny\n\nz", "x|\n|y|\n|\n|z")]
    [InlineData("x \ty", "x| |\t|y")]
    [InlineData("end  ", "end|  ")]
    [InlineData("end ", "end| ")]
    [InlineData("wow!!! (yes)", "wow|!!!| (|yes|)")]
    [InlineData("日本 été", "日本| été")]
    [InlineData("½²Ⅷ", "½²Ⅷ")] // numbers of all kinds
    [InlineData("x\u3000y", "x|\u3000|y")]
    [InlineData("😀😀 a", "😀😀| a")]
    [InlineData("''s", "''|s")]
    public void Words_are_those_of_the_regular_expression(string text, string words)
    {
        Assert.Equal(words, Split(text, addPrefixSpace: false));
        Assert.Equal(words, string.Join('|', Pattern().Matches(text).Select(match => match.Value)));
    }

    [Theory]
    [InlineData("a b", " a| b")]
    [InlineData(" a", " a")]
    [InlineData("'s", " '|s")]
    [InlineData("\na", " |\n|a")]
    [InlineData("\n\na", " \n|\n|a")]
    [InlineData("\n", " \n")]
    [InlineData("12", " 12")]
    public void A_blank_in_front_makes_the_first_word_as_any_other(string text, string words)
    {
        Assert.Equal(words, Split(text, addPrefixSpace: true));
        Assert.Equal(words, string.Join('|', Pattern().Matches(text[0] == ' ' ? text : " " + text).Select(match => match.Value)));
    }

    [Fact]
    public void Words_of_random_texts_are_those_of_the_regular_expression()
    {
        var random = new Random(2);
        const string letters = "ab1 '\n\tsdtmrevl!é²中\u00A0";
        for (var i = 0; i < 5000; i++)
        {
            var text = new string(random.GetItems<char>(letters, random.Next(1, 12)));
            Assert.Equal(string.Join('|', Pattern().Matches(text).Select(match => match.Value)), Split(text, addPrefixSpace: false));
            Assert.Equal(string.Join('|', Pattern().Matches(text[0] == ' ' ? text : " " + text).Select(match => match.Value)), Split(text, addPrefixSpace: true));
        }
    }

    [Fact]
    public void Tokens_put_together_are_the_bytes_of_the_text()
    {
        using var folder = Folder("""{"tokenizer_class": "GPT2Tokenizer", "unk_token": "", "eos_token": ""}""");
        var random = new Random(3);
        for (var i = 0; i < 2000; i++)
        {
            var text = new byte[random.Next(100)];
            random.NextBytes(text);
            if (i % 2 == 0)
                text = Encoding.UTF8.GetBytes(new string(random.GetItems<char>("lower new aé中\n'", text.Length)));
            Assert.Equal(text, Detokenised(folder.Ids(text)));
        }
    }

    [Fact]
    public void A_word_of_a_megabyte_is_merged_in_time()
    {
        using var folder = Folder("""{"tokenizer_class": "GPT2Tokenizer"}""");
        var text = new byte[1 << 20];
        text.AsSpan().Fill((byte)'a');
        Assert.Equal(1 << 18, folder.Ids(text, int.MaxValue).Length);
        Assert.Equal(512, folder.Ids(text).Length);
    }

    [Fact]
    public void Roberta_frames_the_text_and_its_mask_takes_the_blank()
    {
        using var folder = Folder("""{"tokenizer_class": "RobertaTokenizerFast", "model_max_length": 128}""");
        Assert.Equal([0, Array.IndexOf(Tokens, "low"), 4, Array.IndexOf(Tokens, "Ġlow"), 2], folder.Ids("low <mask> low"));
        Assert.Equal((1, 128), (folder.Tokenizer.PadId, folder.Tokenizer.MaxTokens));
        using var other = Folder("""{"tokenizer_class": "GPT2Tokenizer", "add_prefix_space": true, "model_max_length": 1000000000000000019884624838656}""");
        Assert.Equal([Array.IndexOf(Tokens, "Ġlow")], other.Ids("low"));
        Assert.Null(other.Tokenizer.MaxTokens);
    }

    static string Split(string text, bool addPrefixSpace)
    {
        var words = new Pieces();
        new ByteLevelPreTokenizer(addPrefixSpace, splitWords: true).Split(Encoding.UTF8.GetBytes(text), words);
        return string.Join('|', Enumerable.Range(0, words.Count).Select(word => Encoding.UTF8.GetString(words[word])));
    }

    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")]
    private static partial Regex Pattern();
}
