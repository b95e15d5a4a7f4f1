using System.CommandLine;

namespace DurableTeams.Embedded.Hosting;

/// <summary>
/// A secret of the host: an option (which every user of the machine can read on the command line), or better an environment
/// variable or a file. Only one of them may be given.
/// </summary>
internal sealed class SecretOption
{
    private const int MaxLength = 64 * 1024;
    private readonly Option<string?> _option;
    private readonly Option<string?> _file;
    private readonly string _variable;

    /// <summary>Makes the options <paramref name="name"/> and <c>{name}-file</c>.</summary>
    public SecretOption(string name, string variable, string helpName, string description, bool recursive = false)
    {
        _variable = variable;
        _option = new(name)
        {
            Description = $"{description}. Other users can read the command line; prefer {variable} or {name}-file",
            HelpName = helpName,
            Recursive = recursive
        };
        _file = new($"{name}-file")
        {
            Description = $"File that holds the value of {name}; a line break at its end is ignored",
            HelpName = "FILE",
            Recursive = recursive
        };
    }

    /// <summary>The options.</summary>
    public IEnumerable<Option> Options => [_option, _file];

    /// <summary>The name to use in messages: of the source that was given; the option's where none was.</summary>
    public string NameOf(ParseResult result) =>
        result.GetValue(_file) is not null ? _file.Name : result.GetValue(_option) is null
            && Environment.GetEnvironmentVariable(_variable) is not null ? _variable : _option.Name;

    /// <summary>Whether the secret is on the command line, itself or as a file.</summary>
    public bool IsOnCommandLine(ParseResult result) => result.GetValue(_option) is not null || result.GetValue(_file) is not null;

    /// <summary>The secret; null where none was given, or where it has an error.</summary>
    public string? Read(ParseResult result, List<string> errors)
    {
        var (option, file, variable) = (result.GetValue(_option), result.GetValue(_file), Environment.GetEnvironmentVariable(
            _variable));
        List<string> given = [];
        if (option is not null) given.Add(_option.Name);
        if (file is not null) given.Add(_file.Name);
        if (variable is not null) given.Add(_variable);
        if (given.Count == 0) return null;
        if (given.Count > 1)
        {
            errors.Add($"{given[0]}: {string.Join(" and ", given)} are given; keep only one of them.");
            return null;
        }

        if (file is not null)
        {
            option = ReadFile(file, errors);
            if (option is null) return null;
        }

        var secret = (option ?? variable)!.TrimEnd('\r', '\n');
        if (string.IsNullOrWhiteSpace(secret))
            errors.Add($"{given[0]}: {(file is null ? "must not be empty" : $"{file} is empty; write the secret into it")}.");
            else if (secret.Any(char.IsControl)) errors.Add($"{given[0]}: must be one line, without control characters.");
            else return secret;
        return null;
    }

    private string? ReadFile(string file, List<string> errors)
    {
        try
        {
            using var reader = new StreamReader(file);
            var text = new char[MaxLength + 1];
            var length = reader.ReadBlock(text);
            if (length > MaxLength)
            {
                errors.Add(
                    $"{_file.Name}: {file} is larger than {MaxLength / 1024} KiB; name a file that holds the secret alone.");
                return null;
            }

            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & UnixFileMode.OtherRead) != 0)
                Console.Error.WriteLine(
                    $"{_file.Name}: warning: every user of this machine can read {file}; remove that right (chmod o-r).");
            return new string(text, 0, length);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            errors.Add($"{_file.Name}: {file} cannot be read: {exception.Message}");
            return null;
        }
    }
}
