// SPDX-License-Identifier: GPL-2.0-only
import { Argument, type Command } from "@commander-js/extra-typings";
import { execute, prepare, sayError } from "../ci/github.ts";
import { gitlab } from "../ci/gitlab.ts";

const what = `
It is what action.yml and gitlab/msixlab.gitlab-ci.yml call, and says nothing that they do not:
  github-prepare  reads the event, fetches commits that the checkout lacks, composes the lab's arguments
  github-run      runs the lab on them; annotations at the lines of the patch, the job's summary
  gitlab          both in one; junit.xml and codequality.json in msixlab/

Inputs are variables: MSIXLAB_OUT_OF_TREE (a folder), MSIXLAB_KERNEL (a version, newest, a tree), MSIXLAB_PATCH (a
file), MSIXLAB_COMMITS (A..B instead of the event's), MSIXLAB_CONFIG, MSIXLAB_PROFILE, MSIXLAB_PATH (the checkout, if
it is a folder of the workspace), MSIXLAB_IMAGE (a container), MSIXLAB_ARGUMENTS (more arguments of run).

What is tested, without MSIXLAB_PATCH: the commits of the pull request, merge request or push, in MSIXLAB_OUT_OF_TREE
or in a kernel's tree; for any other event the folder or the tree as it is; else what msixlab.config.ts says.
Exit code: as that of run; 0 if the commits change nothing that is tested.`;

/** `ci`: the lab as a step of somebody's pipeline. */
export function ci(program: Command): void {
  program
    .command("ci")
    .description("run as a step of a GitHub workflow or a GitLab pipeline, as their variables say")
    .addArgument(new Argument("<step>", "which step").choices(["github-prepare", "github-run", "gitlab"]))
    .addHelpText("after", what)
    .action(async (step) => {
      if (step === "gitlab") process.exitCode = await gitlab(process.env);
      else {
        const github = step === "github-run" ? execute(process.env) : prepare(process.env).then(() => 0);
        process.exitCode = await github.catch(sayError);
      }
    });
}
