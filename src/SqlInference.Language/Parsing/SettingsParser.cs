using SqlInference.Errors;

namespace SqlInference.Language;

/// <summary>Reads <c>'(' name value {',' name value} ')'</c> and checks every value.</summary>
static class SettingsParser
{
    public static Settings Read(TokenReader reader)
    {
        var names = new HashSet<string>();
        return new Settings(reader.ReadList(() => ReadOne(reader, names)));
    }

    static Setting ReadOne(TokenReader reader, HashSet<string> names)
    {
        var token = reader.Current;
        if (token.Kind != TokenKind.Word)
            throw reader.Unexpected("a setting");
        var name = reader.Value();
        var definition = KnownSettings.Find(name)
            ?? throw reader.Invalid($"there is no setting '{name}'.", KnownSettings.DidYouMean(name));
        if (!names.Add(definition.Name))
            throw reader.Fail(ErrorConditions.DuplicateClause, $"the setting {definition.Name} is given twice.", token, "Leave one of them out.");
        reader.Advance();
        return new Setting(definition.Name, ReadValue(reader, definition));
    }

    static string ReadValue(TokenReader reader, SettingDefinition definition)
    {
        var token = reader.Current;
        if (token.Kind == TokenKind.End || reader.IsSymbol(',') || reader.IsSymbol(')'))
            throw reader.Unexpected($"{definition.Expectation} for {definition.Name}");
        var sign = reader.IsSymbol('-') ? "-" : "";
        if (sign.Length > 0)
            reader.Advance();
        var isTypeRight = definition.Kind == SettingKind.Text ? reader.IsString()
            : reader.IsString() || reader.Current.Kind is TokenKind.Word or TokenKind.Number;
        var value = isTypeRight ? definition.Canonical(sign + reader.Value()) : null;
        if (value is null)
            throw reader.Invalid($"{definition.Name} takes {definition.Expectation}.", token);
        reader.Advance();
        return value;
    }
}
