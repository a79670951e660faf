using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace SqlInference.SqlClr.Json;

/// <summary>
/// Reads JSON (RFC 8259) into <see cref="JsonObject"/>, lists, strings, <see cref="JsonNumber"/>, booleans and null. SQL Server's list
/// of supported assemblies has no reader of JSON.
/// </summary>
sealed class JsonParser
{
    const int MostDepth = 64;

    readonly string _text;
    int _at;
    int _depth;

    JsonParser(string text) => _text = text;

    public static object? Parse(string text)
    {
        var parser = new JsonParser(text);
        var value = parser.Value();
        parser.SkipBlanks();
        return parser._at == text.Length ? value : throw parser.Wrong("the end");
    }

    object? Value()
    {
        SkipBlanks();
        if (_at == _text.Length)
            throw Wrong("a value");
        switch (_text[_at])
        {
            case '{': return Object();
            case '[': return Array();
            case '"': return Text();
            case 't': return Word("true", true);
            case 'f': return Word("false", false);
            case 'n': return Word("null", null);
            default: return Number();
        }
    }

    JsonObject Object()
    {
        var result = new JsonObject();
        Enter();
        if (!TryTake('}'))
        {
            do
            {
                SkipBlanks();
                var name = Text();
                Take(':');
                result.Members[name] = Value();
            }
            while (TryTake(','));
            Take('}');
        }

        _depth--;
        return result;
    }

    List<object?> Array()
    {
        var result = new List<object?>();
        Enter();
        if (!TryTake(']'))
        {
            do
                result.Add(Value());
            while (TryTake(','));
            Take(']');
        }

        _depth--;
        return result;
    }

    string Text()
    {
        if (_at == _text.Length || _text[_at] != '"')
            throw Wrong("a string");
        var start = ++_at;
        while (_at < _text.Length && _text[_at] is not ('"' or '\\') && _text[_at] >= ' ')
            _at++;
        if (_at < _text.Length && _text[_at] == '"')
            return _text.Substring(start, _at++ - start);

        var text = new StringBuilder(_text, start, _at - start, 64);
        while (_at < _text.Length && _text[_at] != '"')
        {
            if (_text[_at] < ' ')
                throw Wrong("an escape in the place of a control character");
            text.Append(_text[_at] == '\\' ? Escape() : _text[_at++]);
        }

        if (_at++ == _text.Length)
            throw Wrong("the end of a string");
        return text.ToString();
    }

    char Escape()
    {
        if (++_at == _text.Length)
            throw Wrong("the end of an escape");
        switch (_text[_at++])
        {
            case '"': return '"';
            case '\\': return '\\';
            case '/': return '/';
            case 'b': return '\b';
            case 'f': return '\f';
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'u' when _at + 4 <= _text.Length && ushort.TryParse(_text.Substring(_at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit):
                _at += 4;
                return (char)unit;
            default:
                throw Wrong("an escape");
        }
    }

    JsonNumber Number()
    {
        var start = _at;
        TryTakeHere('-');
        if (!TryTakeHere('0'))
            Digits();
        if (TryTakeHere('.'))
            Digits();
        if (TryTakeHere('e') || TryTakeHere('E'))
        {
            if (!TryTakeHere('+'))
                TryTakeHere('-');
            Digits();
        }

        return new(_text.Substring(start, _at - start));
    }

    void Digits()
    {
        var start = _at;
        while (_at < _text.Length && _text[_at] is >= '0' and <= '9')
            _at++;
        if (_at == start)
            throw Wrong("a value");
    }

    object? Word(string word, object? value)
    {
        if (string.CompareOrdinal(_text, _at, word, 0, word.Length) != 0)
            throw Wrong("a value");
        _at += word.Length;
        return value;
    }

    void Enter()
    {
        _at++;
        if (++_depth > MostDepth)
            throw Wrong("less depth");
    }

    void Take(char character)
    {
        if (!TryTake(character))
            throw Wrong($"'{character}'");
    }

    bool TryTake(char character)
    {
        SkipBlanks();
        return TryTakeHere(character);
    }

    bool TryTakeHere(char character)
    {
        if (_at == _text.Length || _text[_at] != character)
            return false;
        _at++;
        return true;
    }

    void SkipBlanks()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\t' or '\n' or '\r')
            _at++;
    }

    JsonException Wrong(string expected) => new($"At character {(_at + 1).ToString(CultureInfo.InvariantCulture)} the JSON should have {expected}.");
}
