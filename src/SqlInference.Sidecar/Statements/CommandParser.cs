using System.Globalization;
using SqlInference.Sidecar.Copying;
using SqlInference.Sidecar.Errors;

namespace SqlInference.Sidecar.Statements;

/// <summary>Finds what a statement asks of the session.</summary>
static class CommandParser
{
    /// <summary>Null for statements of the engine.</summary>
    public static Command? Parse(string text)
    {
        var words = new Words(text);
        return words.TakeAny("BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE", "SET", "RESET", "SHOW", "DISCARD",
            "DECLARE", "FETCH", "MOVE", "CLOSE", "DEALLOCATE", "LISTEN", "NOTIFY", "UNLISTEN", "EXPLAIN", "COPY", "USE") switch
        {
            "BEGIN" => Begin(ref words, "BEGIN"),
            "START" => Begin(ref words, "START TRANSACTION"),
            "COMMIT" or "END" => End(ref words, new CommitCommand()),
            "ROLLBACK" or "ABORT" => Rollback(ref words),
            "SAVEPOINT" => Ended(ref words, new SavepointCommand(words.Name())),
            "RELEASE" => Release(ref words),
            "SET" => Set(ref words),
            "RESET" => Ended(ref words, new ResetCommand(words.Take("ALL") ? null : SettingName(ref words))),
            "SHOW" => Show(ref words),
            "DISCARD" => Ended(ref words, new DiscardCommand(words.Take("ALL") || (words.Name() == "all"))),
            "DECLARE" => Declare(ref words),
            "FETCH" => Fetch(ref words, isMove: false),
            "MOVE" => Fetch(ref words, isMove: true),
            "CLOSE" => Ended(ref words, new CloseCommand(words.Take("ALL") ? null : words.Name())),
            "DEALLOCATE" => Deallocate(ref words),
            "UNLISTEN" => new UnlistenCommand(),
            "LISTEN" or "NOTIFY" => throw new StatementException("0A000", "LISTEN and NOTIFY are not supported here"),
            "EXPLAIN" => Explain(ref words),
            "USE" => Ended(ref words, new SetCommand("search_path", words.Name(), IsLocal: false)),
            "COPY" => CopyStatement.TryParse(ref words) is { } copy ? new CopyCommand(copy) : null,
            _ => null,
        };
    }

    static Command Ended(ref Words words, Command command)
    {
        words.ExpectEnd();
        return command;
    }

    static BeginCommand Begin(ref Words words, string tag)
    {
        if (!words.Take("TRANSACTION"))
            words.Take("WORK");
        var isReadOnly = Modes(ref words);
        words.ExpectEnd();
        return new(isReadOnly, tag);
    }

    /// <summary>ISOLATION LEVEL …, READ ONLY and so on: whether it says READ ONLY last.</summary>
    static bool Modes(ref Words words)
    {
        var isReadOnly = false;
        while (!words.AtEnd)
        {
            if (words.Take("ISOLATION"))
            {
                words.Expect("LEVEL");
                if (!words.Take("SERIALIZABLE"))
                {
                    if (words.Take("REPEATABLE"))
                        words.Expect("READ");
                    else
                        Level(ref words);
                }
            }
            else if (words.Take("READ"))
            {
                isReadOnly = words.Take("ONLY");
                if (!isReadOnly)
                    words.Expect("WRITE");
            }
            else
            {
                words.Take("NOT");
                words.Expect("DEFERRABLE");
            }

            words.TakeSymbol(',');
        }

        return isReadOnly;
    }

    static void Level(ref Words words)
    {
        words.Expect("READ");
        if (!words.Take("COMMITTED"))
            words.Expect("UNCOMMITTED");
    }

    static Command End(ref Words words, Command command)
    {
        if (!words.Take("TRANSACTION"))
            words.Take("WORK");
        if (words.Take("AND"))
        {
            words.Expect("NO");
            words.Expect("CHAIN");
        }

        return Ended(ref words, command);
    }

    static Command Rollback(ref Words words)
    {
        if (!words.Take("TRANSACTION"))
            words.Take("WORK");
        if (!words.Take("TO"))
            return End(ref words, new RollbackCommand());
        words.Take("SAVEPOINT");
        return Ended(ref words, new RollbackToCommand(words.Name()));
    }

    static Command Release(ref Words words)
    {
        words.Take("SAVEPOINT");
        return Ended(ref words, new ReleaseCommand(words.Name()));
    }

    static Command? Set(ref Words words)
    {
        if (words.IsWord("VARIABLE"))
            return null;
        var isLocal = words.Take("LOCAL");
        if (!isLocal && words.Take("SESSION"))
        {
            if (words.Take("CHARACTERISTICS"))
                return new SetTransactionCommand();
        }

        if (words.Take("TRANSACTION"))
            return new SetTransactionCommand();
        if (words.Take("TIME"))
        {
            words.Expect("ZONE");
            return Ended(ref words, new SetCommand("timezone", words.TakeAny("LOCAL", "DEFAULT") is null ? words.Value() : null, isLocal));
        }

        if (words.Take("NAMES"))
            return Ended(ref words, new SetCommand("client_encoding", words.Value(), isLocal));
        if (words.Take("SCHEMA"))
            return Ended(ref words, new SetCommand("search_path", words.Value(), isLocal));
        var name = SettingName(ref words);
        if (!words.TakeSymbol('='))
            words.Expect("TO");
        if (words.Take("DEFAULT"))
            return Ended(ref words, new SetCommand(name, null, isLocal));
        var values = new List<string> { words.Value() };
        while (words.TakeSymbol(','))
            values.Add(words.Value());
        return Ended(ref words, new SetCommand(name, string.Join(", ", values), isLocal));
    }

    static Command? Show(ref Words words)
    {
        if (words.Take("ALL"))
            return words.AtEnd ? new ShowCommand(null) : null;
        if (words.Take("TIME"))
            return words.Take("ZONE") ? Ended(ref words, new ShowCommand("timezone")) : null;
        if (words.Take("TRANSACTION"))
        {
            words.Expect("ISOLATION");
            words.Expect("LEVEL");
            return Ended(ref words, new ShowCommand("transaction_isolation"));
        }

        if (!words.IsName)
            return null;
        var name = SettingName(ref words);
        // The engine has tables, databases and more to show.
        return words.AtEnd && (name.Contains('.', StringComparison.Ordinal) || Settings.SessionSettings.Knows(name)) ? new ShowCommand(name) : null;
    }

    static string SettingName(ref Words words)
    {
        var name = words.Name();
        while (words.TakeSymbol('.'))
            name += "." + words.Name();
        return name;
    }

    static DeclareCommand Declare(ref Words words)
    {
        var cursor = words.Name();
        var (isBinary, isHeld) = (false, false);
        while (!words.Take("CURSOR"))
        {
            isBinary |= words.IsWord("BINARY");
            if (words.TakeAny("BINARY", "ASENSITIVE", "INSENSITIVE", "NO", "SCROLL") is null)
                throw words.Unexpected();
        }

        if (words.Take("WITH"))
        {
            words.Expect("HOLD");
            isHeld = true;
        }
        else if (words.Take("WITHOUT"))
        {
            words.Expect("HOLD");
        }

        words.Expect("FOR");
        return new DeclareCommand(cursor, words.Rest, isHeld, isBinary);
    }

    static Command Fetch(ref Words words, bool isMove)
    {
        var (count, isBackward) = (1L, false);
        if (words.TakeAny("NEXT") is null)
        {
            if (words.TakeAny("FORWARD", "BACKWARD", "PRIOR", "FIRST", "LAST", "ABSOLUTE", "RELATIVE") is { } direction)
            {
                isBackward = direction == "BACKWARD";
                if (direction is not ("FORWARD" or "BACKWARD"))
                    throw new StatementException("0A000", $"FETCH {direction} is not supported: cursors can only go forward, or back to their beginning");
            }

            count = Count(ref words);
        }

        if (words.TakeAny("FROM", "IN") is null && !words.IsName)
            throw words.Unexpected();
        return Ended(ref words, new FetchCommand(words.Name(), count, isMove, isBackward));
    }

    static long Count(ref Words words)
    {
        if (words.Take("ALL"))
            return long.MaxValue;
        if (words.IsName)
            return 1;
        var position = words.Position;
        var value = words.Value();
        return long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count) && count >= 0
            ? count
            : throw new StatementException("0A000", "cursors can only go forward, or back to their beginning", position: position);
    }

    static Command Deallocate(ref Words words)
    {
        words.Take("PREPARE");
        return Ended(ref words, new DeallocateCommand(words.Take("ALL") ? null : words.Name()));
    }

    static ExplainCommand Explain(ref Words words)
    {
        var isAnalyze = false;
        if (words.IsSymbol('('))
        {
            var options = new Words(words.InParentheses());
            while (!options.AtEnd)
            {
                var name = options.Name();
                var isOn = options.AtEnd || options.IsSymbol(',') || options.Value().ToLowerInvariant() is "true" or "on" or "1" or "text";
                isAnalyze |= name == "analyze" && isOn;
                if (!options.AtEnd)
                    options.ExpectSymbol(',');
            }
        }
        else
        {
            isAnalyze = words.Take("ANALYZE") || words.Take("ANALYSE");
            words.Take("VERBOSE");
        }

        return new(words.Rest, isAnalyze);
    }
}
