using DurableTeams.Embedded.Hosting;

return await CommandLine.RunAsync(args);
