import type { PolicyProblem } from '../problem-facts.ts';

type ListProblem = Extract<PolicyProblem, { readonly list: string }>;

export function policyProblemInEnglish(problem: PolicyProblem): string {
  if ('list' in problem) return listProblem(problem);
  switch (problem.code) {
    case 'CTR_GEO_EXCEPT_INVALID':
      return `“${problem.entry}”, to stay reachable in blocked countries, is no address and no prefix.`;
    case 'CTR_EXCEPTION_INVALID':
      return `The exception for “${problem.entry}” cannot be read.`;
    case 'CTR_EXCEPTION_TWICE':
      return `There are two exceptions named “${problem.entry}”.`;
    case 'CTR_EXCEPTION_TOO_LONG':
      return `The exception for “${problem.entry}” may last 30 days at most.`;
    case 'CTR_ISOLATION_ROUTER':
      return 'The router cannot be isolated: the whole office would lose its connection.';
    case 'CTR_ISOLATION_TWICE':
      return `The device ${problem.mac} is isolated twice.`;
    case 'CTR_POLICY_REASON_MISSING':
      return 'Write a reason.';
    case 'CTR_EXCEPTION_TOO_WIDE':
      return `The exception for “${problem.entry}” is too wide.`;
    case 'CTR_RULE_PROTECTED':
      return `The rule ${problem.entry} is the box’s own and cannot be switched off.`;
    case 'CTR_ISOLATION_NO_DEVICE':
      return `${problem.mac} is not the address of one device.`;
    case 'CTR_WARN_WIDE_EXCEPTION':
      return `The exception for “${problem.entry}” lets very many addresses pass.`;
    case 'CTR_WARN_DEVICE_UNKNOWN':
      return `The device ${problem.mac} to be isolated has not been seen in this office.`;
    case 'CTR_WARN_OPEN_ISOLATION':
      return 'A device is isolated without an end. It stays so until it is released.';
    case 'CTR_WARN_CLOSED_MODE':
      return 'When inspection stops, the connection to the internet stops too.';
  }
}

function listProblem(problem: ListProblem): string {
  switch (problem.code) {
    case 'CTR_LIST_TWICE':
      return `There are two lists named “${problem.list}”. Rename one or join them.`;
    case 'CTR_LIST_ADDRESS_INVALID':
      return `“${problem.entry}” in the list “${problem.list}” is no address and no prefix.`;
    case 'CTR_LIST_DOMAIN_INVALID':
      return `“${problem.entry}” in the list “${problem.list}” is no site name.`;
    case 'CTR_LIST_PROTECTED':
      return `“${problem.entry}” in the list “${problem.list}” holds the protected destination ${problem.destination}. Take it off the list.`;
    case 'CTR_WARN_WIDE_ENTRY':
      return `“${problem.entry}” in the list “${problem.list}” is a very wide range.`;
    case 'CTR_LIST_CUTS_LAN':
      return `“${problem.entry}” in the list “${problem.list}” is used inside offices, which would lose their connection.`;
    case 'CTR_LIST_TOO_WIDE':
      return `“${problem.entry}” in the list “${problem.list}” is too wide.`;
    case 'CTR_WARN_WIDE_DOMAIN':
      return `“${problem.entry}” in the list “${problem.list}” covers very many sites of others.`;
  }
}
