namespace SqlInference.Language;

/// <summary>
/// Follows the words of a statement to know whether it is inside the body of a function,
/// <c>CREATE FUNCTION … BEGIN ATOMIC …; …; END</c>, as psql does.
/// </summary>
struct AtomicBody
{
    int _words;
    bool _isCreate;
    bool _isFunction;
    int _depth;

    public readonly bool IsOpen => _depth > 0;

    public void Take(ReadOnlySpan<char> text, Token word)
    {
        _words++;
        if (_words == 1)
            _isCreate = word.IsWord(text, "CREATE");
        else if (_words <= 4 && _isCreate && (word.IsWord(text, "FUNCTION") || word.IsWord(text, "PROCEDURE")))
            _isFunction = true;
        if (!_isFunction)
            return;
        if (word.IsWord(text, "BEGIN") || (_depth > 0 && word.IsWord(text, "CASE")))
            _depth++;
        else if (_depth > 0 && word.IsWord(text, "END"))
            _depth--;
    }
}
