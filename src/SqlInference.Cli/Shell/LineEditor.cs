using System.Globalization;
using SqlInference.Cli.Output;
using SqlInference.Cli.Terminal;

namespace SqlInference.Cli.Shell;

/// <summary>
/// Line editing with history on a terminal, with readline's keys. Ours because no package for it restores from the
/// feeds we build with, and because Console.ReadKey knows nothing of pasted text. One row: long lines scroll sideways.
/// </summary>
sealed class LineEditor(UserConsole console, KeyReader keys, LineHistory history) : ILineReader
{
    readonly EditedLine _line = new();
    readonly Queue<Key> _pasted = new();
    string _prompt = "";
    string _unfinished = "";
    int _position;

    public bool IsInteractive => true;

    public string? Read(string prompt)
    {
        using var raw = new RawMode(console);
        _prompt = prompt;
        _line.Set("");
        _position = history.Count;
        while (true)
        {
            Draw();
            var key = Next();
            if (key == Key.Control('R'))
                key = Search();
            switch (key.Kind)
            {
                case KeyKind.Enter:
                    Leave("\r\n");
                    history.Add(_line.Text);
                    return _line.Text;
                case KeyKind.End:
                case KeyKind.Control when key.Text == "D" && _line.Text.Length == 0:
                    Leave("\r\n");
                    return null;
                case KeyKind.Control when key.Text == "C":
                    Leave("^C\r\n");
                    throw new LineAbandonedException(_line.Text.Length == 0);
                default:
                    Apply(key);
                    break;
            }
        }
    }

    /// <summary>The next key; what is pasted is taken from the terminal in one go, and then key by key.</summary>
    Key Next()
    {
        if (_pasted.TryDequeue(out var pasted))
            return pasted;
        var key = keys.Read();
        if (key.Kind != KeyKind.PasteStart)
            return key;
        for (key = keys.Read(); key.Kind is not (KeyKind.PasteEnd or KeyKind.End); key = keys.Read())
        {
            if (key.Kind is KeyKind.Text or KeyKind.Enter)
                _pasted.Enqueue(key);
        }

        return _pasted.Count > 0 ? _pasted.Dequeue() : new(KeyKind.Unknown);
    }

    void Apply(Key key)
    {
        switch (key.Kind, key.Text)
        {
            case (KeyKind.Text, _): _line.Insert(key.Text); break;
            case (KeyKind.Backspace, _): _line.Backspace(); break;
            case (KeyKind.Delete, _) or (KeyKind.Control, "D"): _line.Delete(); break;
            case (KeyKind.Left, _) or (KeyKind.Control, "B"): _line.Left(); break;
            case (KeyKind.Right, _) or (KeyKind.Control, "F"): _line.Right(); break;
            case (KeyKind.WordLeft, _): _line.WordLeft(); break;
            case (KeyKind.WordRight, _): _line.WordRight(); break;
            case (KeyKind.LineStart, _) or (KeyKind.Control, "A"): _line.ToStart(); break;
            case (KeyKind.LineEnd, _) or (KeyKind.Control, "E"): _line.ToEnd(); break;
            case (KeyKind.Up, _) or (KeyKind.Control, "P"): Recall(_position - 1); break;
            case (KeyKind.Down, _) or (KeyKind.Control, "N"): Recall(_position + 1); break;
            case (KeyKind.Control, "K"): _line.KillToEnd(); break;
            case (KeyKind.Control, "U"): _line.KillToStart(); break;
            case (KeyKind.Control, "W"): _line.KillWord(); break;
            case (KeyKind.Control, "Y"): _line.Yank(); break;
            case (KeyKind.Control, "L"): console.Print("\e[H\e[2J"); break;
        }
    }

    void Recall(int position)
    {
        if (position < 0 || position > history.Count)
            return;
        if (_position == history.Count)
            _unfinished = _line.Text;
        _position = position;
        _line.Set(position == history.Count ? _unfinished : history[position]);
    }

    /// <summary>Ctrl-R: looks for the newest line with what is typed, Ctrl-R again for the one before. Returns the key that ended it.</summary>
    Key Search()
    {
        var (before, wanted, found) = (_line.Text, "", history.Count);
        while (true)
        {
            DrawLine($"(search '{wanted}'): ", _line.Text, _line.Text.Length);
            var key = Next();
            if (key.Kind == KeyKind.Text)
                wanted += key.Text;
            else if (key.Kind == KeyKind.Backspace)
                wanted = wanted.Length == 0 ? wanted : wanted[..^1];
            else if (key == Key.Control('G'))
                return Abandon(before);
            else if (key != Key.Control('R'))
                return key;

            var next = history.FindBackwards(wanted, key == Key.Control('R') ? found : history.Count);
            if (next < 0 || wanted.Length == 0)
                continue;
            found = _position = next;
            _line.Set(history[next]);
        }
    }

    Key Abandon(string before)
    {
        _line.Set(before);
        return new(KeyKind.Unknown);
    }

    void Leave(string ending)
    {
        _line.ToEnd();
        DrawLine(_prompt, _line.Text, _line.Cursor);
        console.Print(ending);
    }

    void Draw()
    {
        if (_pasted.Count == 0 && !keys.HasMore)
            DrawLine(_prompt, _line.Text, _line.Cursor);
    }

    void DrawLine(string prompt, string text, int cursor)
    {
        var room = Math.Max(1, console.Columns - CellWidth.Of(prompt) - 1);
        var start = 0;
        while (Cells(text[start..cursor]) > room)
            start += StringInfo.GetNextTextElementLength(text.AsSpan(start));
        var end = cursor;
        while (end < text.Length)
        {
            var next = end + StringInfo.GetNextTextElementLength(text.AsSpan(end));
            if (Cells(text[start..next]) > room)
                break;
            end = next;
        }

        var column = CellWidth.Of(prompt) + Cells(text[start..cursor]);
        console.Print($"\r{prompt}{Shown(text[start..end])}\e[K\r{(column > 0 ? $"\e[{column}C" : "")}");
    }

    static string Shown(string text) => VisibleText.Of(text.Replace('\t', ' '));

    static int Cells(string text) => CellWidth.Of(Shown(text));
}
