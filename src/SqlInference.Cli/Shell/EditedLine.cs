using System.Globalization;

namespace SqlInference.Cli.Shell;

/// <summary>A line and the place in it where the next character goes.</summary>
sealed class EditedLine
{
    string _killed = "";

    public string Text { get; private set; } = "";

    /// <summary>Always between characters as people see them.</summary>
    public int Cursor { get; private set; }

    public void Set(string text)
    {
        Text = text;
        Cursor = text.Length;
    }

    public void Insert(string text)
    {
        Text = Text.Insert(Cursor, text);
        Cursor += text.Length;
    }

    public void Left() => Cursor = Before(Cursor);

    public void Right() => Cursor = After(Cursor);

    public void ToStart() => Cursor = 0;

    public void ToEnd() => Cursor = Text.Length;

    public void WordLeft() => Cursor = WordBefore(Cursor, char.IsLetterOrDigit);

    public void WordRight()
    {
        while (Cursor < Text.Length && !char.IsLetterOrDigit(Text[Cursor]))
            Right();
        while (Cursor < Text.Length && char.IsLetterOrDigit(Text[Cursor]))
            Right();
    }

    public void Backspace() => Remove(Before(Cursor), Cursor);

    public void Delete() => Remove(Cursor, After(Cursor));

    public void KillToEnd() => Kill(Cursor, Text.Length);

    public void KillToStart() => Kill(0, Cursor);

    public void KillWord() => Kill(WordBefore(Cursor, c => !char.IsWhiteSpace(c)), Cursor);

    public void Yank() => Insert(_killed);

    void Kill(int from, int to)
    {
        _killed = Text[from..to];
        Remove(from, to);
    }

    void Remove(int from, int to)
    {
        Text = Text.Remove(from, to - from);
        Cursor = from;
    }

    int WordBefore(int position, Func<char, bool> belongs)
    {
        while (position > 0 && !belongs(Text[position - 1]))
            position--;
        while (position > 0 && belongs(Text[position - 1]))
            position--;
        return position;
    }

    int After(int position) => position + (position < Text.Length ? StringInfo.GetNextTextElementLength(Text.AsSpan(position)) : 0);

    int Before(int position)
    {
        var before = 0;
        for (var next = 0; next < position; next = After(next))
            before = next;
        return before;
    }
}
