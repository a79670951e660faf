using System.Numerics;

namespace SqlInference.Inference.Ngrams;

/// <summary>
/// Reads the tokens of one text after the other, in stretches of bounded length. Bytes that are not UTF-8 count as U+FFFD,
/// which is no word character.
/// </summary>
sealed class TokenReader
{
    /// <summary>Longer words are tokens that no vocabulary holds; of one, only so much is kept.</summary>
    public const int MostTokenBytes = 200;

    readonly LoweredText _text = new();
    (int Start, int Length)[] _tokens = new (int, int)[64];
    int _position;

    // Where the word began that the last stretch may have cut.
    int _cut;

    /// <summary>The tokens that the last call of <see cref="Read"/> found.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes of a token; some more may be read after it.</summary>
    public ReadOnlySpan<byte> this[int token] => _text.Bytes.Slice(_tokens[token].Start, _tokens[token].Length);

    public ReadOnlySpan<(int Start, int Length)> Tokens => _tokens.AsSpan(0, Count);

    /// <summary>What the tokens' places refer to.</summary>
    public ReadOnlySpan<byte> Bytes => _text.Bytes;

    public void Begin()
    {
        _text.Clear();
        _position = _cut = 0;
    }

    /// <summary>Reads on in the text; false once it is at its end, when the tokens read are the last ones.</summary>
    public bool Read(ReadOnlySpan<byte> text, NgramSettings settings)
    {
        Count = 0;
        _text.KeepToken(_cut, MostTokenBytes + 1);
        _position = _text.Append(text, _position, settings.Unit, settings.Lowercase);
        var goesOn = _position < text.Length;
        if (_tokens.Length < _text.Length)
            Array.Resize(ref _tokens, (int)BitOperations.RoundUpToPowerOf2((uint)_text.Length));
        if (settings.Unit == NgramUnit.Character)
            FindCharacters();
        else
            FindTokens(settings, goesOn);
        return goesOn;
    }

    void FindCharacters()
    {
        var last = -1;
        var bits = _text.Words;
        for (var word = 0; word < bits.Length; word++)
        {
            for (var starts = bits[word]; starts != 0; starts &= starts - 1)
            {
                var start = word * 64 + BitOperations.TrailingZeroCount(starts);
                if (last >= 0)
                    _tokens[Count++] = (last, start - last);
                last = start;
            }
        }

        if (last >= 0)
            _tokens[Count++] = (last, _text.Length - last);
        _cut = _text.Length;
    }

    /// <summary>A token begins and ends where the kind of character changes.</summary>
    void FindTokens(NgramSettings settings, bool goesOn)
    {
        var open = -1;
        var (wordsBefore, symbolsBefore) = (0UL, 0UL);
        var words = _text.Words;
        var symbols = _text.Symbols;
        for (var i = 0; i < words.Length; i++)
        {
            var ofWords = words[i];
            var ofSymbols = settings.Symbols ? symbols[i] : 0;
            var edges = ofWords ^ (ofWords << 1 | wordsBefore >> 63) | ofSymbols ^ (ofSymbols << 1 | symbolsBefore >> 63);
            (wordsBefore, symbolsBefore) = (ofWords, ofSymbols);
            for (; edges != 0; edges &= edges - 1)
            {
                var bit = BitOperations.TrailingZeroCount(edges);
                var at = i * 64 + bit;
                if (at == _text.Length && goesOn)
                    break;
                if (open >= 0)
                    AddToken(open, at - open, settings.MinTokenCharacters);
                open = ((ofWords | ofSymbols) >> bit & 1) != 0 ? at : -1;
            }
        }

        _cut = open < 0 ? _text.Length : open;
    }

    void AddToken(int start, int length, int minCharacters)
    {
        if (minCharacters > 1 && length < minCharacters * 4 && Characters(start, length) < minCharacters)
            return;
        _tokens[Count++] = (start, length);
    }

    int Characters(int start, int length)
    {
        var count = 0;
        foreach (var next in _text.Bytes.Slice(start, length))
            count += (next & 0xC0) == 0x80 ? 0 : 1;
        return count;
    }
}
