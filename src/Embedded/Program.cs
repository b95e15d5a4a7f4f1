using DurableTeams.Embedded.Hosting;
using DurableTeams.Embedded.Working;

if (args is [GroupStart.Verb, .. var command] && command.Length > 0) return GroupStart.Exec(command);
return await CommandLine.RunAsync(args);
